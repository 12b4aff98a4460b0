import type { HttpClientRequest } from '../../net/http-client.js';
import type { LoginParameters } from './login-parameters.js';
import type { ProfileClaims, ProviderProfile } from './provider-profile.js';

/**
 * Starts and completes the logins of one provider. Logins are concurrent, so a flow keeps no state of a login.
 *
 * The module stores the login transaction, compares `state`, the provider and the redirect URI before it calls
 * {@link ProviderFlow.complete}, and limits the time of both methods to `providerTimeout`.
 *
 * @publicApi
 */
export interface ProviderFlow {
  /**
   * Builds the authorization URL of a login.
   *
   * @throws any error: the login ends with `provider_unavailable`, or with the code of a `SocialAuthError`
   */
  start(login: LoginStart): Promise<AuthorizationRedirect>;
  /**
   * Validates the callback, exchanges the code, and returns the identity of the user.
   *
   * @throws any error: the login ends with `provider_unavailable`, or with the code of a `SocialAuthError`
   */
  complete(callback: LoginCallback): Promise<Authentication<ProfileClaims>>;
  /**
   * Exchanges a refresh token. Undefined if the flow does not support it.
   *
   * @throws SocialAuthError `invalid_grant` when the provider rejects the refresh token
   * @throws any other error when the outcome is unknown
   */
  refresh?(refresh: TokenRefresh): Promise<ProviderTokenSet>;
  /**
   * Revokes the access of the app at the provider. Undefined if the flow does not support it.
   *
   * @throws any error: the module tries again later, unless the code of the error is `invalid_grant`
   */
  revoke?(revocation: TokenRevocation): Promise<void>;
}

/**
 * The dependencies of a {@link ProviderFlow}.
 *
 * @publicApi
 */
export interface ProviderFlowContext {
  /** The callback URL of the provider. */
  readonly redirectUri: string;
  /**
   * Runs requests that do not belong to a login, such as discovery, within the time limit `providerTimeout`.
   *
   * @throws Error when the time limit is exceeded
   */
  withDeadline<T>(run: (http: ProviderHttp) => Promise<T>): Promise<T>;
}

/**
 * Sends requests to a provider. Redirects are not followed, responses are limited to 256 KiB, and the option `httpAgent`
 * applies. All requests of a login share the time limit `providerTimeout`.
 *
 * @publicApi
 */
export interface ProviderHttp {
  /**
   * Sends a request and returns the parsed, untrusted body of the response.
   *
   * @param parse returns undefined when the body is invalid. Default: parses JSON
   * @throws Error unless the status is 2xx and the body is valid. Its message contains no text of the response
   */
  readonly fetchJson: FetchJson;
  /**
   * Sends a request and returns the untrusted response with any status, as the global `fetch()` does.
   *
   * @throws Error when the provider is unreachable, or the response is too large
   */
  readonly fetch: ProviderFetch;
}

/**
 * Sends a request and returns the parsed body of the response.
 *
 * @publicApi
 */
export type FetchJson = (
  request: HttpClientRequest,
  parse?: (body: string) => unknown,
) => Promise<unknown>;

/**
 * Sends a request and returns the response.
 *
 * @publicApi
 */
export type ProviderFetch = (
  url: string,
  init?: {
    /** `GET`, `POST` or `DELETE`. Default: `GET`. */
    readonly method?: string | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly body?: string | URLSearchParams | null | undefined;
  },
) => Promise<Response>;

/**
 * A login that starts.
 *
 * @publicApi
 */
export interface LoginStart {
  /** The parameter `state` of the authorization request (RFC 6749 §10.12). */
  readonly state: string;
  readonly parameters: LoginParameters;
  readonly http: ProviderHttp;
}

/**
 * The authorization request of a login, and the values that the login transaction keeps for its callback.
 *
 * @publicApi
 */
export interface AuthorizationRedirect extends LoginSecrets {
  /** The authorization URL of the provider, with all parameters. */
  readonly url: string;
}

/**
 * The secret values of a login. Only the browser that started the login has them, in its encrypted login transaction.
 *
 * @publicApi
 */
export interface LoginSecrets {
  /** PKCE code verifier (RFC 7636 §4.1). Undefined if the provider does not support PKCE. */
  readonly codeVerifier?: string | undefined;
  /** The `nonce` of the ID token (OIDC Core §3.1.2.1). */
  readonly nonce?: string | undefined;
}

/**
 * The callback of a login. `state`, the provider and the redirect URI have been compared with the login transaction.
 *
 * @publicApi
 */
export interface LoginCallback extends LoginSecrets {
  /**
   * The parameters of the callback, such as `code`, `state` and `iss`. The browser sent them, so they are not trusted.
   * Parameters that occur more than once are absent.
   */
  readonly params: URLSearchParams;
  readonly state: string;
  /** The callback URL that the provider received. */
  readonly redirectUri: string;
  /** The `max_age` that the login requested, in seconds (OIDC Core §3.1.2.1). */
  readonly maxAge?: number | undefined;
  /** When the login started. */
  readonly startedAt: Date;
  readonly http: ProviderHttp;
}

/**
 * The result of a login at a provider.
 *
 * @publicApi
 */
export interface Authentication<Profile = ProviderProfile> {
  /** The validated profile. A flow returns claims that are not validated. */
  readonly profile: Profile;
  /** The tokens of the provider. Features receive them only if the provider has `tokens: true`. They are never logged. */
  readonly tokens?: ProviderTokenSet | undefined;
  /** When the user authenticated at the provider, if the provider proves it (`auth_time`, OIDC Core §2). */
  readonly authenticatedAt?: Date | undefined;
}

/**
 * The tokens that a provider issued for its own APIs (RFC 6749 §5.1).
 *
 * @publicApi
 */
export interface ProviderTokenSet {
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  /** Lifetime of the access token, in seconds. Undefined if the provider does not state it. */
  readonly expiresIn?: number | undefined;
  /** The granted scopes: the scopes of the response, otherwise the requested scopes (RFC 6749 §5.1). */
  readonly scopes: readonly string[];
  /** The ID token, if the flow verified it. */
  readonly idToken?: string | undefined;
}

/**
 * The tokens of one account whose access is revoked (RFC 7009 §2.1).
 *
 * @publicApi
 */
export interface TokenRevocation {
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  readonly http: ProviderHttp;
}

/**
 * The refresh of an access token (RFC 6749 §6).
 *
 * @publicApi
 */
export interface TokenRefresh {
  readonly refreshToken: string;
  /** The scopes that the tokens have, if the response states none (RFC 6749 §6). */
  readonly scopes: readonly string[];
  readonly http: ProviderHttp;
}
