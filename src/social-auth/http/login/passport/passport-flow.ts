import type {
  Authentication,
  AuthorizationRedirect,
  LoginCallback,
  LoginStart,
  ProviderFlow,
  ProviderHttp,
  ProviderTokenSet,
  TokenRefresh,
} from '../../../core/provider-flow.js';
import type { ProfileClaims } from '../../../core/provider-profile.js';
import type { PassportProvider } from '../../../core/provider.js';
import { strategyEndpoints } from '../../../core/strategy-endpoints.js';
import { authorizationParams } from './authorization-params.js';
import { createOAuth2Strategy } from './oauth2-strategy.js';
import { requestToken } from './provider-requests.js';
import { PassportStrategyAdapter, StrategyError } from './passport-strategy-adapter.js';
import type { StrategyRequest } from './state-store.js';
import { normalizedProfile } from './normalized-profile.js';
import { readTokenSet, withoutTokens } from './token-set.js';

/** The flow of a provider with a Passport OAuth 2.0 strategy. */
export class PassportFlow implements ProviderFlow {
  readonly #strategy: PassportStrategyAdapter;

  constructor(
    private readonly provider: PassportProvider,
    redirectUri: string,
  ) {
    this.#strategy = new PassportStrategyAdapter(createOAuth2Strategy(provider, redirectUri));
  }

  async start({ state, parameters, http }: LoginStart): Promise<AuthorizationRedirect> {
    const request: StrategyRequest = {
      query: {},
      headers: {},
      state,
      http,
      authorizationParams: authorizationParams(this.provider, parameters),
    };
    const scope = this.#scopes(parameters.scopes);
    const result = await this.#strategy.run(request, scope.length > 0 ? { scope } : {});
    if (result.outcome !== 'redirect') {
      throw new StrategyError('the strategy did not redirect to the provider');
    }
    return { url: result.url, codeVerifier: request.codeVerifier };
  }

  async complete({
    params,
    state,
    codeVerifier,
    http,
  }: LoginCallback): Promise<Authentication<ProfileClaims>> {
    if (codeVerifier === undefined && this.#usesPkce) {
      throw new StrategyError('the login transaction has no PKCE verifier');
    }
    const query = { code: params.get('code') ?? '', state };
    const request: StrategyRequest = { query, headers: {}, state, codeVerifier, http };
    const result = await this.#strategy.run(request);
    if (result.outcome !== 'success') {
      throw new StrategyError('the strategy redirected instead of completing the login');
    }
    const { tokenResponse = {} } = request;
    const responses = { ...(result.user as object), tokenResponse: withoutTokens(tokenResponse) };
    return {
      profile: this.provider.toProfile?.(responses) ?? normalizedProfile(responses),
      tokens: readTokenSet(tokenResponse, this.#scopes()),
    };
  }

  /** The client authenticates in the body, as passport-oauth2 does when it exchanges a code (RFC 6749 §2.3.1). */
  async refresh({ refreshToken, scopes, http }: TokenRefresh): Promise<ProviderTokenSet> {
    const { clientId, clientSecret } = this.provider;
    const { tokenUrl: url } = strategyEndpoints(this.provider);
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: clientId,
      client_secret: clientSecret,
    });
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const request = { method: 'POST', url, headers, body: body.toString() };
    const response = await requestToken(http, request);
    const tokens = readTokenSet(response, scopes);
    if (tokens === undefined) throw new StrategyError('the provider returned no access token');
    return tokens;
  }

  /**
   * Returns whether the authorization URL of a login has its `state`, and a PKCE challenge with S256 unless it is disabled.
   * Sends no request.
   *
   * @throws an error of the strategy
   */
  async isProtected(http: ProviderHttp): Promise<boolean> {
    const state = 'check.state';
    const { searchParams } = new URL((await this.start({ state, parameters: {}, http })).url);
    if (searchParams.get('state') !== state) return false;
    const challenge = searchParams.get('code_challenge') ?? '';
    const isS256 = challenge !== '' && searchParams.get('code_challenge_method') === 'S256';
    return isS256 || !this.#usesPkce;
  }

  get #usesPkce(): boolean {
    return this.provider.dangerouslyDisablePkce !== true;
  }

  #scopes(additional: readonly string[] = []): string[] {
    return [...new Set([...this.provider.scope, ...additional])];
  }
}
