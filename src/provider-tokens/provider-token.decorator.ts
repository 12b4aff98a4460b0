import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { CurrentPrincipal, UnauthenticatedError, type Principal } from '../social-auth/index.js';
import {
  ProviderTokens,
  type ProviderAccessToken,
  type ProviderTokenOptions,
} from './provider-tokens.js';

type WantedToken = Pick<ProviderTokenOptions, 'scopes'> & { readonly provider: string };

/** Replaces the principal of a request by an access token of the provider. */
@Injectable()
export class ProviderTokenPipe implements PipeTransform<
  Principal | undefined,
  Promise<ProviderAccessToken>
> {
  constructor(private readonly tokens: ProviderTokens) {}

  /**
   * @throws SocialAuthError `unauthenticated` on a route without a guard, and the errors of {@link ProviderTokens.get}
   */
  async transform(
    principal: Principal | undefined,
    { data }: ArgumentMetadata,
  ): Promise<ProviderAccessToken> {
    if (principal === undefined) {
      throw new UnauthenticatedError('unauthenticated', { reason: 'no guard has authenticated' });
    }
    const { provider, scopes } = data as unknown as WantedToken;
    return this.tokens.get(principal.userId, provider, { scopes });
  }
}

/**
 * Parameter decorator: injects an access token of the current user for the APIs of a provider.
 *
 * If the user has not granted the access, a browser shows an error page with a button. The button leads to the provider
 * and back to the same page. Other clients receive 403 `reconsent_required` with the URL of the page on which the user
 * grants the access.
 *
 * @throws SocialAuthError `unauthenticated` for requests without a principal, and the errors of {@link
 *   ProviderTokens.get}
 * @publicApi
 * @example
 * ```ts
 * @Get('calendars')
 * @UseGuards(JwtAuthGuard)
 * list(@ProviderToken('google', { scopes: [CALENDAR_READONLY] }) token: ProviderAccessToken) { … }
 * ```
 */
export function ProviderToken(
  provider: string,
  { scopes = [] }: Pick<ProviderTokenOptions, 'scopes'> = {},
): ParameterDecorator {
  const wanted: WantedToken = { provider, scopes };
  return CurrentPrincipal(wanted, ProviderTokenPipe);
}
