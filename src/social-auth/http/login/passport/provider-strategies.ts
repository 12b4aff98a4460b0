import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  ConfigurationError,
  SocialAuthError,
  type ConfigurationIssue,
} from '../../../core/errors.js';
import type { LoginTransaction } from '../../../core/login-transaction.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../../core/options.js';
import type { ProviderProfile } from '../../../core/provider-profile.js';
import type { Provider } from '../../../core/provider.js';
import { providerOption } from '../../../core/validate-providers.js';
import { BUILT_IN_LABELS } from '../../../providers/built-in-labels.js';
import { ProviderHttpClient } from '../../../providers/provider-http-client.js';
import { RoutePaths } from '../../request/route-paths.js';
import { createOAuth2Strategy } from './oauth2-strategy.js';
import { PassportStrategyAdapter, type StrategyResult } from './passport-strategy-adapter.js';
import { toLoginError } from './provider-error.js';
import type { StoredState, StrategyRequest } from './state-store.js';

/** A configured provider with its strategy and callback URL. */
export interface ProviderStrategy {
  readonly provider: Provider;
  readonly redirectUri: string;
  readonly strategy: PassportStrategyAdapter;
}

/** Runs the strategies of the configured providers, each login within the time limit `providerTimeout`. */
@Injectable()
export class ProviderStrategies implements OnModuleInit {
  #strategies: ReadonlyMap<string, ProviderStrategy> = new Map();

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    private readonly http: ProviderHttpClient,
    private readonly paths: RoutePaths,
  ) {}

  /**
   * Creates the strategies, when the app has set its global prefix, and starts one login with each, without sending a
   * request.
   *
   * @throws ConfigurationError when a strategy starts logins without `state` or PKCE, such as passport-oauth2 before 1.5
   */
  async onModuleInit(): Promise<void> {
    this.#strategies = new Map(this.options.providers.map((provider) => this.#create(provider)));
    const checks = [...this.#strategies.values()].map(async (strategy) =>
      (await this.#isProtected(strategy)) ? [] : [unprotected(strategy.provider)],
    );
    const issues = (await Promise.all(checks)).flat();
    if (issues.length > 0) throw new ConfigurationError(issues);
  }

  #create(provider: Provider): [string, ProviderStrategy] {
    const redirectUri = this.paths.callbackUrl(provider.name);
    const strategy = new PassportStrategyAdapter(createOAuth2Strategy(provider, redirectUri));
    return [provider.name, { provider, redirectUri, strategy }];
  }

  /** @throws SocialAuthError `unknown_provider` or `provider_not_configured` */
  get(name: string): ProviderStrategy {
    const strategy = this.#strategies.get(name);
    if (strategy !== undefined) return strategy;
    const label = BUILT_IN_LABELS.get(name);
    throw label === undefined
      ? new SocialAuthError('unknown_provider', { reason: 'no provider has this name' })
      : new SocialAuthError('provider_not_configured', {
          reason: `${label} has no client id and secret`,
          provider: { name, label },
        });
  }

  /**
   * Creates `state` and the PKCE verifier of a login.
   *
   * @param transactionId the first part of `state`
   * @returns the authorization URL of the provider, and the values to store until the callback
   * @throws SocialAuthError `provider_unavailable`
   */
  async authorizationUrl(
    strategy: ProviderStrategy,
    transactionId: string,
  ): Promise<StoredState & { readonly url: string }> {
    const request: Omit<StrategyRequest, 'fetchJson'> = { transactionId, query: {}, headers: {} };
    const { stored, result } = await this.#run(strategy, request);
    if (result.outcome !== 'redirect' || stored === undefined) {
      throw new SocialAuthError('provider_unavailable', {
        reason: 'the strategy did not redirect to the provider',
      });
    }
    return { ...stored, url: result.url };
  }

  /**
   * Exchanges the authorization code, and fetches the profile of the user.
   *
   * @throws SocialAuthError `login_expired`, `provider_misconfigured` or `provider_unavailable`
   */
  async authenticate(
    strategy: ProviderStrategy,
    code: string,
    transaction: LoginTransaction,
  ): Promise<ProviderProfile> {
    const query = { code, state: transaction.state };
    const { result } = await this.#run(strategy, { transaction, query, headers: {} });
    if (result.outcome !== 'success') {
      throw new SocialAuthError('provider_unavailable', {
        reason: 'the strategy redirected instead of completing the login',
      });
    }
    return result.user as ProviderProfile;
  }

  /**
   * Whether the authorization URL of a login has its `state` and a PKCE challenge with S256. True if the strategy fails,
   * because it may depend on a server that is unreachable at start. Its logins fail then.
   */
  async #isProtected(strategy: ProviderStrategy): Promise<boolean> {
    try {
      const { url, state } = await this.authorizationUrl(strategy, 'check');
      const { searchParams } = new URL(url);
      const challenge = searchParams.get('code_challenge') ?? '';
      return (
        searchParams.get('state') === state &&
        challenge !== '' &&
        searchParams.get('code_challenge_method') === 'S256'
      );
    } catch {
      return true;
    }
  }

  async #run(
    { strategy }: ProviderStrategy,
    request: Omit<StrategyRequest, 'fetchJson'>,
  ): Promise<{ result: StrategyResult; stored: StoredState | undefined }> {
    try {
      return await this.http.withDeadline(async (fetchJson) => {
        const strategyRequest: StrategyRequest = { ...request, fetchJson };
        const result = await strategy.run(strategyRequest);
        return { result, stored: strategyRequest.stored };
      });
    } catch (error) {
      throw toLoginError(error);
    }
  }
}

function unprotected({ name }: Provider): ConfigurationIssue {
  return {
    option: providerOption(name),
    problem: 'has a strategy that does not start logins with state and PKCE (S256)',
    fix: 'Use a strategy that extends the strategy of passport-oauth2 1.5 or newer.',
  };
}
