import { Inject, Injectable } from '@nestjs/common';
import { SocialAuthError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import type { ProviderHttp, ProviderTokenSet, TokenRevocation } from '../../core/provider-flow.js';
import type { Provider } from '../../core/provider.js';
import { ProviderHttpClient } from '../../providers/provider-http-client.js';
import { ProviderHttpError } from '../../providers/provider-http-error.js';
import { toLoginError } from './provider-error.js';
import { ProviderFlows } from './provider-flows.js';

/**
 * The outcome of a request to refresh or to revoke tokens.
 *
 * @publicApi
 */
export type GrantResult<Success> =
  | Success
  /** The provider rejected the token, because it is revoked, expired or replaced. */
  | { readonly outcome: 'rejected' };

/** Errors of refresh tokens (RFC 6749 §5.2), of revoked tokens at Google, and of refresh tokens at GitHub. */
const REJECTED: ReadonlySet<string | undefined> = new Set([
  'invalid_grant',
  'invalid_token',
  'bad_refresh_token',
]);

/**
 * Refreshes and revokes the access of the app to APIs of the providers. Each request has the time limit `providerTimeout`.
 *
 * @publicApi
 */
@Injectable()
export class ProviderGrants {
  constructor(
    private readonly flows: ProviderFlows,
    private readonly http: ProviderHttpClient,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** The providers of the app. */
  get providers(): readonly Provider[] {
    return this.options.providers;
  }

  /** The time limit of a request, in milliseconds. */
  get timeout(): number {
    return this.options.providerTimeout;
  }

  /**
   * Returns a provider.
   *
   * @throws SocialAuthError `unknown_provider` or `provider_not_configured`
   */
  get(name: string): Provider {
    return this.flows.get(name).provider;
  }

  /** Returns whether the tokens of a provider can be refreshed. */
  canRefresh(name: string): boolean {
    return this.flows.get(name).flow.refresh !== undefined;
  }

  /**
   * Exchanges a refresh token (RFC 6749 §6). The provider may have replaced it even if this method throws.
   *
   * @param scopes the scopes that the tokens have
   * @throws SocialAuthError `provider_unavailable` when the outcome is unknown, `provider_misconfigured`
   */
  refresh(
    name: string,
    refreshToken: string,
    scopes: readonly string[],
  ): Promise<GrantResult<{ readonly outcome: 'refreshed'; readonly tokens: ProviderTokenSet }>> {
    const { flow } = this.flows.get(name);
    return this.#run(async (http) => {
      const tokens = await flow.refresh?.({ refreshToken, scopes, http });
      return tokens === undefined ? { outcome: 'rejected' } : { outcome: 'refreshed', tokens };
    });
  }

  /**
   * Revokes the access of the app at the provider. Does nothing for providers without such an endpoint.
   *
   * @throws SocialAuthError `provider_unavailable` or `provider_misconfigured`
   */
  revoke(
    name: string,
    tokens: Omit<TokenRevocation, 'http'>,
  ): Promise<GrantResult<{ readonly outcome: 'revoked' }>> {
    const { provider, flow } = this.flows.get(name);
    return this.#run(async (http) => {
      const { tokenAccess } = provider;
      if (tokenAccess?.revoke !== undefined) await tokenAccess.revoke({ ...tokens, http });
      else await flow.revoke?.({ ...tokens, http });
      return { outcome: 'revoked' };
    });
  }

  async #run<T>(run: (http: ProviderHttp) => Promise<T>): Promise<GrantResult<T>> {
    try {
      return await this.http.withDeadline(run);
    } catch (error) {
      if (isRejected(error)) return { outcome: 'rejected' };
      throw toLoginError(error);
    }
  }
}

function isRejected(error: unknown): boolean {
  if (error instanceof ProviderHttpError) return REJECTED.has(error.details.oauthErrorCode);
  return error instanceof SocialAuthError && error.code === 'invalid_grant';
}
