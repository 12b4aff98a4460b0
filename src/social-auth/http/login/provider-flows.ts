import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ConfigurationError, SocialAuthError, type ConfigurationIssue } from '../../core/errors.js';
import { createProfile } from '../../core/create-profile.js';
import { FeatureRegistry } from '../../core/feature.js';
import type { LoginParameters } from '../../core/login-parameters.js';
import { LOGIN_TRANSACTION_SECONDS, type LoginTransaction } from '../../core/login-transaction.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import type {
  Authentication,
  AuthorizationRedirect,
  ProviderFlow,
  ProviderHttp,
  ProviderTokenSet,
} from '../../core/provider-flow.js';
import type { ProviderProfile } from '../../core/provider-profile.js';
import { hasFlow, type Provider } from '../../core/provider.js';
import { providerOption } from '../../core/validate-providers.js';
import { BUILT_IN_LABELS } from '../../providers/built-in-labels.js';
import { ProviderHttpClient } from '../../providers/provider-http-client.js';
import { RoutePaths } from '../request/route-paths.js';
import { PassportFlow } from './passport/passport-flow.js';
import { toLoginError } from './provider-error.js';

/** A configured provider with its flow and callback URL. */
export interface ConfiguredProvider {
  readonly provider: Provider;
  readonly redirectUri: string;
  readonly flow: ProviderFlow;
}

/** Runs the flows of the configured providers, each login within the time limit `providerTimeout`. */
@Injectable()
export class ProviderFlows implements OnModuleInit {
  #providers: ReadonlyMap<string, ConfiguredProvider> = new Map();

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    private readonly http: ProviderHttpClient,
    private readonly paths: RoutePaths,
    private readonly features: FeatureRegistry,
  ) {}

  /**
   * Creates the flows, when the app has set its global prefix, and starts one login with each Passport strategy, without
   * sending a request.
   *
   * @throws ConfigurationError when a strategy starts logins without `state`, or without PKCE, such as passport-oauth2 before 1.5
   */
  async onModuleInit(): Promise<void> {
    const { providers } = this.options;
    const configured = await Promise.all(providers.map((provider) => this.#create(provider)));
    this.#providers = new Map(configured.map((each) => [each.provider.name, each]));
    const checks = [...this.#providers.values()].map(async ({ provider, flow }) =>
      !(flow instanceof PassportFlow) || (await this.#isProtected(flow))
        ? []
        : [unprotected(provider)],
    );
    const issues = [...(await Promise.all(checks)).flat(), ...this.#withoutStore()];
    if (issues.length > 0) throw new ConfigurationError(issues);
  }

  async #create(provider: Provider): Promise<ConfiguredProvider> {
    const redirectUri = this.paths.callbackUrl(provider.name);
    const withDeadline = <T>(run: (http: ProviderHttp) => Promise<T>) =>
      this.http.withDeadline(run);
    const flow = hasFlow(provider)
      ? await provider.createFlow({ redirectUri, withDeadline })
      : new PassportFlow(provider, redirectUri);
    return { provider, redirectUri, flow };
  }

  /** Returns an issue for each provider whose tokens no feature would store. */
  #withoutStore(): ConfigurationIssue[] {
    if (this.features.receivesTokens) return [];
    return this.options.providers
      .filter(({ tokens }) => tokens === true)
      .map(({ name }) => ({
        option: providerOption(name),
        problem: 'has tokens: true, but no module stores the tokens',
        fix: 'Import ProviderTokensModule of nestjs-social-auth/provider-tokens.',
      }));
  }

  #isProtected(flow: PassportFlow): Promise<boolean> {
    return this.http.withDeadline((http) => flow.isProtected(http)).catch(() => true);
  }

  /** @throws SocialAuthError `unknown_provider` or `provider_not_configured` */
  get(name: string): ConfiguredProvider {
    const configured = this.#providers.get(name);
    if (configured !== undefined) return configured;
    const label = BUILT_IN_LABELS.get(name);
    throw label === undefined
      ? new SocialAuthError('unknown_provider', { reason: 'no provider has this name' })
      : new SocialAuthError('provider_not_configured', {
          reason: `${label} has no client id and secret`,
          provider: { name, label },
        });
  }

  /**
   * Starts a login.
   *
   * @returns the authorization URL of the provider, and the values to store until the callback
   * @throws SocialAuthError `provider_unavailable`, or an error of the flow
   */
  start(
    { provider, flow }: ConfiguredProvider,
    state: string,
    parameters: LoginParameters,
  ): Promise<AuthorizationRedirect> {
    const authorizationParams = {
      ...(provider.tokens === true && provider.tokenAccess?.authorizationParams),
      ...parameters.authorizationParams,
    };
    const login = { state, parameters: { ...parameters, authorizationParams } };
    return this.#run((http) => flow.start({ ...login, http }));
  }

  /**
   * Exchanges the authorization code, and returns the identity of the user.
   *
   * @param params all parameters of the callback
   * @throws SocialAuthError `login_expired`, `provider_misconfigured`, `provider_unavailable`, or an error of the flow
   */
  complete(
    { provider, flow }: ConfiguredProvider,
    params: URLSearchParams,
    { state, redirectUri, codeVerifier, nonce, maxAge, expiresAt }: LoginTransaction,
  ): Promise<Authentication> {
    const startedAt = new Date((expiresAt - LOGIN_TRANSACTION_SECONDS) * 1000);
    const login = { params, state, redirectUri, codeVerifier, nonce, maxAge, startedAt };
    return this.#run(async (http) => {
      const authentication = await flow.complete({ ...login, http });
      const profile = createProfile(provider, authentication.profile);
      const { tokens } = authentication;
      const loaded = await loadOrganizations(provider, profile, tokens, http);
      return {
        ...authentication,
        profile:
          loaded === undefined
            ? profile
            : createProfile(provider, { ...profile, organizations: loaded }),
        tokens: provider.tokens === true ? tokens : undefined,
      };
    });
  }

  async #run<T>(run: (http: ProviderHttp) => Promise<T>): Promise<T> {
    try {
      return await this.http.withDeadline(run);
    } catch (error) {
      throw toLoginError(error);
    }
  }
}

/**
 * @returns undefined when the provider cannot load organizations, or issued no access token. The organizations of the
 * profile then apply
 */
async function loadOrganizations(
  provider: Provider,
  profile: ProviderProfile,
  tokens: ProviderTokenSet | undefined,
  http: ProviderHttp,
): Promise<readonly string[] | undefined> {
  return tokens && provider.loadOrganizations?.({ profile, accessToken: tokens.accessToken, http });
}

function unprotected({ name }: Provider): ConfigurationIssue {
  return {
    option: providerOption(name),
    problem: 'has a strategy that does not start logins with state and PKCE (S256)',
    fix: 'Use a strategy that extends the strategy of passport-oauth2 1.5 or newer.',
  };
}
