import type { IdTokenSource } from './id-token-source.js';
import type { LoginPrompt } from './login-parameters.js';
import type { ProviderFlow, ProviderFlowContext, ProviderHttp } from './provider-flow.js';
import type { ProfileClaims, ProviderProfile } from './provider-profile.js';
import type { ProviderTokenAccess } from './provider-token-access.js';

/** The format of provider names, which are part of routes. */
export const PROVIDER_NAME = /^[a-z][a-z0-9-]{0,31}$/;

/**
 * A Passport OAuth 2 strategy class, such as the classes of passport-google-oauth20 and passport-github2. The declared
 * constructors of these packages have no common type.
 *
 * @publicApi
 */
export type StrategyClass = abstract new (...args: never[]) => {
  authenticate(request: never, options?: never): void;
};

/**
 * An identity provider: one with a Passport OAuth 2.0 strategy, or one with a flow of its own.
 *
 * @publicApi
 */
export type Provider = PassportProvider | FlowProvider;

/**
 * The properties of every provider.
 *
 * @publicApi
 */
export interface ProviderBase {
  /**
   * Name in routes and in the account table: 1 to 32 lower-case letters, digits and hyphens, starting with a letter.
   * Renaming a provider separates users from their accounts.
   */
  readonly name: string;
  /** Name on buttons and pages, for example `Google`. */
  readonly label: string;
  /**
   * Address of a square icon for the pages: an https URL, a path of the app, or a data URL of an image. An SVG that is
   * black on light pages and white on dark ones contains a `<style>` with `@media (prefers-color-scheme: dark)`. Default:
   * the logo of Google or GitHub, and a monogram for all other providers.
   */
  readonly iconUrl?: string;
  readonly clientId: string;
  /**
   * Undefined for a public client, or for a client that authenticates with a key. Only a {@link FlowProvider} supports such
   * clients.
   */
  readonly clientSecret?: string | undefined;
  /** The requested scopes (RFC 6749 §3.3). */
  readonly scope: readonly string[];
  /**
   * The value of the parameter `iss` in callbacks (RFC 9207), or all its values if the provider uses several. Callbacks
   * without `iss` are accepted.
   */
  readonly issuer?: string | readonly string[];
  /** `form_post` if callbacks arrive as a cross-site form (OAuth 2.0 Form Post Response Mode). Default: `query`. */
  readonly responseMode?: 'query' | 'form_post';
  /** The ID tokens that `POST /auth/:provider/id-token` accepts. Default: none. */
  readonly idTokens?: IdTokenSource;
  /** Further parameters of every authorization request, such as `{ access_type: 'offline' }`. */
  readonly authorizationParams?: Readonly<Record<string, string>> | undefined;
  /** The values of `prompt` that the provider supports (OIDC Core §3.1.2.1). Default: none. */
  readonly prompts?: readonly LoginPrompt[] | undefined;
  /**
   * Whether the provider supports `max_age` (OIDC Core §3.1.2.1), and its flow rejects a login with an older `auth_time`.
   * Default: `false`.
   */
  readonly supportsMaxAge?: boolean | undefined;
  /**
   * Whether the tokens of each login are kept, so that the app can call APIs of the provider. Requires a module that
   * stores them, such as `ProviderTokensModule`. Default: `false`; tokens are discarded when a login is completed.
   */
  readonly tokens?: boolean;
  /** How the provider grants access to its APIs. Default: as specified in RFC 6749. */
  readonly tokenAccess?: ProviderTokenAccess;
  /**
   * The organizations at the provider whose members may sign in. Every other account is refused with `sign_in_refused`, at
   * a login and at a link. This includes accounts whose profile states no organizations. Default: every account may sign
   * in.
   */
  readonly requiredOrganizations?: readonly string[];
  /**
   * Requests the organizations of a user with the access token of the login. Called at each login with a redirect, within
   * the time limit `providerTimeout`.
   *
   * @returns the organizations, which replace the organizations of the profile
   * @throws any error: the login ends with `provider_unavailable`, or with the code of a `SocialAuthError`
   */
  loadOrganizations?(login: OrganizationQuery): Promise<readonly string[]>;
}

/**
 * The login for which `loadOrganizations` requests the organizations.
 *
 * @publicApi
 */
export interface OrganizationQuery {
  /** The validated profile. */
  readonly profile: ProviderProfile;
  /** The access token that the provider has issued for this login. */
  readonly accessToken: string;
  /** Sends the requests within the time limit of the login. */
  readonly http: ProviderHttp;
}

/**
 * An identity provider: a remote OAuth 2.0 authorization server (RFC 6749 §1.1), and the Passport strategy for it.
 *
 * @publicApi
 * @example
 * ```ts
 * export const example: ProviderFactory = (client) => ({
 *   ...client,
 *   name: 'example',
 *   label: 'Example',
 *   strategy: OAuth2Strategy,
 *   scope: ['profile'],
 *   authorizationUrl: 'https://example.com/oauth/authorize',
 *   tokenUrl: 'https://example.com/oauth/token',
 *   profileUrls: { user: 'https://example.com/api/user' },
 *   toProfile: ({ user }) => { … },
 * });
 * ```
 */
export interface PassportProvider extends ProviderBase, ClientIdAndSecret {
  readonly clientSecret: string;
  /** The Passport strategy for this provider. */
  readonly strategy: StrategyClass;
  /** Additional options of the strategy. The module sets client, callback URL, scope and PKCE. Default: none. */
  readonly strategyOptions?: Readonly<Record<string, unknown>>;
  /**
   * Authorization endpoint (RFC 6749 §3.1). Query parameters of the URL are kept. The login page permits its origin in
   * `form-action` (Content-Security-Policy). Default: the endpoint of the strategy.
   */
  readonly authorizationUrl?: string;
  /** Token endpoint (RFC 6749 §3.2). Default: the endpoint of the strategy. */
  readonly tokenUrl?: string;
  /**
   * Starts logins without PKCE (RFC 7636), for a provider that rejects the parameters of PKCE. Without PKCE, an attacker
   * who obtains the authorization code of another user can sign in as that user. A provider that ignores the parameters
   * does not need this option. Default: `false`.
   */
  readonly dangerouslyDisablePkce?: boolean;
  /**
   * URLs that the module requests with the provider's access token at each login. `toProfile` receives each response by the
   * name of its URL here. Default: the strategy loads the profile, and `toProfile` receives it as `profile`.
   */
  readonly profileUrls?: Readonly<Record<string, string | ProfileRequest>>;
  /**
   * The names in `profileUrls` that a login does not require, each with the permission that the request needs. When the
   * provider refuses such a request (403 or 404), the log names the permission, and `toProfile` receives `undefined`.
   * Default: none.
   */
  readonly optionalProfileUrls?: Readonly<Record<string, string>>;
  /**
   * Maps the responses of the provider to claims about the user, which the module validates. Default: maps the normalized
   * profile of the strategy, without a verified email address.
   *
   * @param responses parsed JSON by the names in `profileUrls`, not validated; `undefined` for an optional request that was
   *   refused. `tokenResponse` is the response of the token endpoint, without `access_token`, `refresh_token` and
   *   `id_token`
   * @throws InvalidProfileError when there is no usable subject
   */
  toProfile?(responses: Readonly<Record<string, unknown>>): ProfileClaims | ProviderProfile;
}

/**
 * The credentials of the app at a provider (RFC 6749 §2.3.1).
 *
 * @publicApi
 */
export interface ClientIdAndSecret {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Creates a provider from the credentials of the app.
 *
 * @publicApi
 */
export type ProviderFactory = (client: ClientIdAndSecret) => PassportProvider;

/**
 * A request for the profile of a user, other than a plain GET.
 *
 * @publicApi
 * @example
 * ```ts
 * profileUrls: { user: { method: 'POST', url: 'https://api.dropboxapi.com/2/users/get_current_account' } }
 * ```
 */
export interface ProfileRequest {
  readonly url: string;
  /** Default: `GET`. */
  readonly method?: 'GET' | 'POST';
  /** Headers in addition to `Authorization`, `Accept` and `User-Agent`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * A provider that states its endpoints and maps its responses, such as the providers of `google()` and `github()`.
 *
 * @publicApi
 */
export type BuiltInProvider = PassportProvider &
  Required<Pick<PassportProvider, 'authorizationUrl' | 'tokenUrl' | 'toProfile'>>;

/**
 * An identity provider with its own flow, which starts and completes the logins. An example is the flow of OpenID Connect.
 *
 * @publicApi
 * @example
 * ```ts
 * const example: FlowProvider = {
 *   name: 'example',
 *   label: 'Example',
 *   clientId: 'app',
 *   scope: ['openid'],
 *   endpoints: ['https://example.com'],
 *   createFlow: (context) => new ExampleFlow(context),
 * };
 * ```
 */
export interface FlowProvider extends ProviderBase {
  /**
   * The URLs of the provider that are known at start. The login page permits their origins in `form-action`
   * (Content-Security-Policy).
   */
  readonly endpoints: readonly string[];
  /**
   * Creates the flow. Called once. The start of the app waits for the promise. The function must not send requests, because
   * the provider may be unreachable at start.
   */
  createFlow(context: ProviderFlowContext): ProviderFlow | Promise<ProviderFlow>;
}

/** Returns whether a provider has a flow of its own instead of a Passport strategy. */
export function hasFlow(provider: Provider): provider is FlowProvider {
  return 'createFlow' in provider;
}
