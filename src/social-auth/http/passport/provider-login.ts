import { Inject, Injectable, type ExecutionContext, type OnModuleDestroy } from '@nestjs/common';
import { AuthGuard, type IAuthGuard } from '@nestjs/passport';
import passport from 'passport';
import { SocialAuthError } from '../../core/errors.js';
import type { LoginTransaction } from '../../core/login-transaction.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import type { ProviderProfile } from '../../core/provider-profile.js';
import type { Provider } from '../../core/provider.js';
import { randomId } from '../../core/random.js';
import { BUILT_IN_LABELS } from '../../providers/built-in.js';
import { ProviderHttp } from '../../providers/provider-http.js';
import type { AttemptRequest, LoginAttempt } from './attempt-store.js';
import { loginFailure } from './login-failure.js';
import { registerStrategy } from './social-strategy.js';

interface Strategy {
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
export class ProviderLogin implements OnModuleDestroy {
  readonly #strategies: ReadonlyMap<string, Strategy>;

  constructor(
    @Inject(RESOLVED_OPTIONS) { providers, publicUrl }: ResolvedOptions,
    private readonly http: ProviderHttp,
  ) {
    const app = randomId();
    const strategies = providers.map((provider) => {
      const name = `${provider.name}:${app}`;
      const redirectUri = `${publicUrl}/auth/${provider.name}/callback`;
      registerStrategy(name, provider, redirectUri);
      return [
        provider.name,
        { provider, name, redirectUri, guard: new (AuthGuard(name))() },
      ] as const;
    });
    this.#strategies = new Map(strategies);
  }

  /** @throws SocialAuthError `unknown_provider`, `provider_not_configured` */
  find(name: string): Strategy {
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
   * @param attemptId names the attempt in its state
   * @returns where to send the browser, and the attempt to keep until it comes back
   */
  async begin(
    { guard }: Strategy,
    attemptId: string,
  ): Promise<{ url: string; attempt: LoginAttempt }> {
    const request: AttemptRequest & PassportRequest = { attemptId, query: {}, headers: {} };
    const url = await new Promise<string>((resolve, reject) => {
      const response = new RedirectCapture(resolve);
      Promise.resolve(guard.canActivate(contextOf(request, response))).then(
        () => reject(new Error('the strategy did not redirect')),
        reject,
      );
    });
    if (request.attempt === undefined) throw new Error('the strategy stored no attempt');
    return { url, attempt: request.attempt };
  }

  /**
   * Exchanges the code and asks who it is.
   *
   * @throws SocialAuthError `provider_unavailable`, `provider_misconfigured`, `login_expired`, `login_refused`
   */
  async complete(
    { guard, provider }: Strategy,
    code: string,
    transaction: LoginTransaction,
  ): Promise<ProviderProfile> {
    const request: AttemptRequest & PassportRequest = {
      attemptId: '',
      query: { code, state: transaction.state },
      headers: {},
      transaction,
    };
    try {
      await this.http.withDeadline(async (ask) =>
        guard.canActivate(contextOf(Object.assign(request, { ask }), undefined)),
      );
    } catch (error) {
      throw loginFailure(error, provider, transaction);
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
