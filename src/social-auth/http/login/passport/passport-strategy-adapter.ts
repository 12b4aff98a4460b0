import { Inject, Injectable, type ExecutionContext, type OnModuleDestroy } from '@nestjs/common';
import { AuthGuard, type IAuthGuard } from '@nestjs/passport';
import passport from 'passport';
import { SocialAuthError } from '../../../core/errors.js';
import type { LoginTransaction } from '../../../core/login-transaction.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../../core/options.js';
import type { ProviderProfile } from '../../../core/provider-profile.js';
import type { Provider } from '../../../core/provider.js';
import { uuidv4 } from '../../../../crypto/random.js';
import { BUILT_IN_LABELS } from '../../../providers/built-in.js';
import { ProviderHttpClient } from '../../../providers/provider-http-client.js';
import type { StateStoreRequest, StoredState } from './state-store.js';
import { toLoginError } from './provider-error.js';
import { registerOAuth2Strategy } from './oauth2-strategy.js';

interface RegisteredProvider {
  provider: Provider;
  name: string;
  guard: IAuthGuard;
  redirectUri: string;
}

/**
 * Runs the Passport strategies, on plain objects instead of an adapter's request and response.
 *
 * That is what makes one code serve Fastify and Express, and what keeps whatever else a request
 * carries (its host, its body, another session) out of the login.
 */
@Injectable()
export class PassportStrategyAdapter implements OnModuleDestroy {
  readonly #strategies: ReadonlyMap<string, RegisteredProvider>;

  constructor(
    @Inject(RESOLVED_OPTIONS) { providers, publicUrl }: ResolvedOptions,
    private readonly http: ProviderHttpClient,
  ) {
    const app = uuidv4();
    const strategies = providers.map((provider) => {
      const name = `${provider.name}:${app}`;
      const redirectUri = `${publicUrl}/auth/${provider.name}/callback`;
      registerOAuth2Strategy(name, provider, redirectUri);
      return [
        provider.name,
        { provider, name, redirectUri, guard: new (AuthGuard(name))() },
      ] as const;
    });
    this.#strategies = new Map(strategies);
  }

  /** @throws SocialAuthError `unknown_provider`, `provider_not_configured` */
  get(name: string): RegisteredProvider {
    const strategy = this.#strategies.get(name);
    if (strategy !== undefined) return strategy;
    const label = BUILT_IN_LABELS.get(name);
    throw label === undefined
      ? new SocialAuthError('unknown_provider', { reason: 'there is no provider of that name' })
      : new SocialAuthError('provider_not_configured', {
          reason: `${label} has no client id and secret`,
          provider: { name, label },
        });
  }

  /**
   * Makes state, PKCE and the address of the provider's login.
   *
   * @param transactionId names the attempt in its state
   * @returns where to send the browser, and the attempt to keep until it comes back
   */
  async authorizationUrl(
    { guard }: RegisteredProvider,
    transactionId: string,
  ): Promise<{ url: string; attempt: StoredState }> {
    const request: StateStoreRequest & PassportRequest = { transactionId, query: {}, headers: {} };
    const url = await new Promise<string>((resolve, reject) => {
      const response = new RedirectCapture(resolve);
      Promise.resolve(guard.canActivate(contextOf(request, response))).then(
        () => reject(new Error('the strategy did not redirect')),
        reject,
      );
    });
    if (request.stored === undefined) throw new Error('the strategy stored no attempt');
    return { url, attempt: request.stored };
  }

  /**
   * Exchanges the code and asks who it is.
   *
   * @throws SocialAuthError `provider_unavailable`, `provider_misconfigured`, `login_expired`, `login_refused`
   */
  async authenticate(
    { guard, provider }: RegisteredProvider,
    code: string,
    transaction: LoginTransaction,
  ): Promise<ProviderProfile> {
    const request: StateStoreRequest & PassportRequest = {
      transactionId: '',
      query: { code, state: transaction.state },
      headers: {},
      transaction,
    };
    try {
      await this.http.withDeadline(async (ask) =>
        guard.canActivate(contextOf(Object.assign(request, { fetchJson: ask }), undefined)),
      );
    } catch (error) {
      throw toLoginError(error, provider, transaction);
    }
    return request.user as ProviderProfile;
  }

  onModuleDestroy(): void {
    for (const { name } of this.#strategies.values()) passport.unuse(name);
  }
}

interface PassportRequest {
  query: Record<string, string>;
  headers: Record<string, string>;
  user?: unknown;
}

/** As much of a response as Passport's redirect needs. */
class RedirectCapture {
  statusCode = 0;
  #location = '';

  constructor(private readonly resolve: (url: string) => void) {}

  setHeader(name: string, value: string): void {
    if (name === 'Location') this.#location = value;
  }

  end(): void {
    this.resolve(this.#location);
  }
}

function contextOf(
  request: PassportRequest,
  response: RedirectCapture | undefined,
): ExecutionContext {
  const http = { getRequest: () => request, getResponse: () => response };
  return { switchToHttp: () => http } as unknown as ExecutionContext;
}
