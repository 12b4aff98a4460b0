import type { ProviderProfile } from './provider-profile.js';

/** The options that a Passport OAuth 2 strategy is constructed with. `Provider.strategyOptions` are added to them. */
export interface StrategyOptions {
  clientID: string;
  clientSecret: string;
  authorizationURL: string;
  tokenURL: string;
  callbackURL: string;
  scope: string[];
  pkce: 'S256';
  store: object;
  [option: string]: unknown;
}

/**
 * A Passport OAuth 2 strategy class, such as those of passport-google-oauth20 and passport-github2. The declared
 * constructors of these packages have no common type.
 *
 * @publicApi
 */
export type StrategyClass = abstract new (...args: never[]) => {
  authenticate(request: never, options?: never): void;
};

/**
 * An identity provider: a remote OAuth 2.0 authorization server (RFC 6749 §1.1) with endpoints for the profile of a
 * user.
 *
 * @publicApi
 * @example
 * ```ts
 * export const example = (client: { clientId: string; clientSecret: string }): Provider => ({
 *   ...client,
 *   name: 'example',
 *   label: 'Example',
 *   scope: ['profile'],
 *   strategy: OAuth2Strategy,
 *   strategyOptions: {},
 *   authorizationUrl: 'https://example.com/oauth/authorize',
 *   tokenUrl: 'https://example.com/oauth/token',
 *   profileUrls: { user: 'https://example.com/api/user' },
 *   toProfile: ({ user }) => { … },
 * });
 * ```
 */
export interface Provider {
  /**
   * Name in routes and in the account table: 1 to 32 lower-case letters, digits and hyphens, starting with a letter.
   * Renaming a provider separates users from their accounts.
   */
  readonly name: string;
  /** Name on buttons and pages, for example `Google`. */
  readonly label: string;
  /**
   * Address of a square icon for the pages: an https URL, a path of the app, or a data URL of an image. An SVG that is
   * black on light pages and white on dark ones contains a `<style>` with `@media (prefers-color-scheme: dark)`.
   * Default: the logo of Google and GitHub, a monogram for the others.
   */
  readonly iconUrl?: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The requested scopes (RFC 6749 §3.3). */
  readonly scope: readonly string[];
  /** The Passport strategy for this provider. */
  readonly strategy: StrategyClass;
  /** Additional options of the strategy. Client, callback URL, scope and PKCE are set by the module. */
  readonly strategyOptions: Readonly<Record<string, unknown>>;
  /** Authorization endpoint (RFC 6749 §3.1). Its origin is added to `form-action` in the policy of the login page. */
  readonly authorizationUrl: string;
  /** Token endpoint (RFC 6749 §3.2). */
  readonly tokenUrl: string;
  /**
   * The `iss` parameter of callbacks (RFC 9207), or all values of it that the provider uses. Callbacks without `iss`
   * are accepted.
   */
  readonly issuer?: string | readonly string[];
  /** URLs that are requested with the provider's access token at each login, by a name for `toProfile`. */
  readonly profileUrls: Readonly<Record<string, string>>;
  /**
   * The names in `profileUrls` that a login does not require, each with the permission that the provider needs for it.
   * When the provider refuses such a request (403 or 404), the log names the permission, and `toProfile` receives
   * `undefined`. Default: none.
   */
  readonly optionalProfileUrls?: Readonly<Record<string, string>>;
  /**
   * Maps the responses of `profileUrls` to a profile.
   *
   * @param responses parsed JSON by the names in `profileUrls`, not validated; `undefined` for an optional one that was
   *   refused
   * @throws InvalidProfileError when there is no usable subject
   */
  toProfile(responses: Readonly<Record<string, unknown>>): ProviderProfile;
}
