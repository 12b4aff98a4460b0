import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  type Configuration,
  type IDToken,
  type UserInfoResponse,
} from 'openid-client';
import { randomToken } from '../../../crypto/random.js';
import { Clock } from '../../../time/clock.js';
import type {
  Authentication,
  AuthorizationRedirect,
  LoginCallback,
  LoginStart,
  ProviderFlow,
  ProviderFlowContext,
  ProviderTokenSet,
  TokenRefresh,
  TokenRevocation,
} from '../../core/provider-flow.js';
import type { ProfileClaims } from '../../core/provider-profile.js';
import { authorizationParams } from './authorization-params.js';
import { claimsProfile } from './claims-profile.js';
import { discoverIssuer } from './discover-issuer.js';
import { checkIdToken } from './id-token-checks.js';
import { IssuerCache } from './issuer-cache.js';
import { toOidcError } from './oidc-error.js';
import { refreshTokens, revokeTokens, toTokenSet } from './oidc-tokens.js';
import type { ResolvedOidcOptions } from './oidc-options.js';
import { subjectKey } from './subject-key.js';

/** The parameters of a callback that openid-client validates. Issuers add others of their own. */
const CALLBACK_PARAMETERS = ['code', 'state', 'iss'] as const;

type TokenResponse = Awaited<ReturnType<typeof authorizationCodeGrant>>;

/** Logins at an OpenID Connect issuer: authorization code flow with PKCE (OIDC Core §3.1, RFC 9700 §2.1.1). */
export class OidcFlow implements ProviderFlow {
  readonly #issuer: IssuerCache;
  readonly #clock = new Clock();

  constructor(
    private readonly options: ResolvedOidcOptions,
    private readonly context: ProviderFlowContext,
  ) {
    this.#issuer = new IssuerCache(() => discoverIssuer(options, context));
  }

  async start({ state, parameters }: LoginStart): Promise<AuthorizationRedirect> {
    const { configuration } = await this.#issuer.get();
    const { hasNoPkce, hasNoNonce } = this.options.quirks;
    const codeVerifier = hasNoPkce === true ? undefined : randomToken();
    const nonce = hasNoNonce === true ? undefined : randomToken();
    const codeChallenge =
      codeVerifier === undefined ? undefined : await calculatePKCECodeChallenge(codeVerifier);
    const { redirectUri } = this.context;
    const values = { state, redirectUri, nonce, codeChallenge };
    const params = authorizationParams(this.options, parameters, values);
    const url = buildAuthorizationUrl(configuration, params);
    return { url: url.href, codeVerifier, nonce };
  }

  async complete(callback: LoginCallback): Promise<Authentication<ProfileClaims>> {
    const { host } = new URL(this.options.issuer);
    try {
      const issuer = await this.#issuer.get();
      return await issuer.run(callback.http, (configuration) =>
        this.#authenticate(configuration, callback),
      );
    } catch (error) {
      throw toOidcError(error, host);
    }
  }

  async refresh({ http, ...tokens }: TokenRefresh): Promise<ProviderTokenSet> {
    const issuer = await this.#issuer.get();
    return issuer.run(http, (configuration) => refreshTokens(configuration, tokens));
  }

  async revoke({ http, ...tokens }: TokenRevocation): Promise<void> {
    const issuer = await this.#issuer.get();
    await issuer.run(http, (configuration) => revokeTokens(configuration, tokens));
  }

  async #authenticate(
    configuration: Configuration,
    callback: LoginCallback,
  ): Promise<Authentication<ProfileClaims>> {
    const response = await this.#exchangeCode(configuration, callback);
    const idToken = this.#verifiedClaims(response);
    // Validates the `sub` before a further request.
    subjectKey(idToken.iss, idToken.sub);
    const userinfo = await this.#userinfo(configuration, response.access_token, idToken.sub);
    const { email, email_verified } = userinfo?.email === undefined ? idToken : userinfo;
    const claims = {
      ...idToken,
      ...userinfo,
      // Both from one response, because the other response may have verified another address.
      email,
      email_verified,
      iss: idToken.iss,
      sub: idToken.sub,
    };
    const { auth_time: authTime } = idToken;
    return {
      profile: claimsProfile(claims, this.options.toProfile, callback.params),
      tokens: toTokenSet(response, this.options.scope),
      authenticatedAt: authTime === undefined ? undefined : new Date(authTime * 1000),
    };
  }

  /** Validates `state`, `iss` and the error of the callback, and all claims of the ID token that openid-client checks. */
  async #exchangeCode(
    configuration: Configuration,
    { params, redirectUri, state, codeVerifier, nonce, maxAge, startedAt }: LoginCallback,
  ): Promise<TokenResponse> {
    const url = new URL(redirectUri);
    for (const name of CALLBACK_PARAMETERS) {
      const value = params.get(name);
      if (value !== null) url.searchParams.set(name, value);
    }
    // The maximum age counts from the start of the login, not from the callback, because the user may take minutes.
    const elapsed = Math.max(
      0,
      Math.ceil((this.#clock.milliseconds() - startedAt.getTime()) / 1000),
    );
    return authorizationCodeGrant(configuration, url, {
      expectedState: state,
      idTokenExpected: true,
      ...(nonce !== undefined && { expectedNonce: nonce }),
      ...(codeVerifier !== undefined && { pkceCodeVerifier: codeVerifier }),
      ...(maxAge !== undefined && { maxAge: maxAge + elapsed }),
    });
  }

  #verifiedClaims(response: TokenResponse): IDToken {
    const claims = response.claims();
    if (claims === undefined || response.id_token === undefined) {
      throw new Error('openid-client returned no ID token');
    }
    checkIdToken(response.id_token, claims, {
      authorizedParties: [this.options.clientId],
      accessToken: response.access_token,
      now: this.#clock.seconds(),
    });
    return claims;
  }

  async #userinfo(
    configuration: Configuration,
    accessToken: string,
    subject: string,
  ): Promise<UserInfoResponse | undefined> {
    const hasEndpoint = configuration.serverMetadata().userinfo_endpoint !== undefined;
    if (this.options.userinfo === false || !hasEndpoint) return undefined;
    return fetchUserInfo(configuration, accessToken, subject);
  }
}
