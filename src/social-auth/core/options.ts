import type { CustomClaims } from '../../access-token/social-auth-types.js';
import type { HttpAgent } from '../../net/http-client.js';
import type { Duration } from '../../time/duration.js';
import type { PageMessages } from './messages/english.js';
import type { LocaleRequest, ResolvedLanguages } from './messages/language-options.js';
import type { OAuthClient } from './oauth-client.js';
import type { Provider } from './provider.js';
import type { RateLimits, RateLimitStorage, ResolvedRateLimits } from './rate-limits.js';
import type { RevocationOptions } from './revocation-notifier.js';
import type { SignInHooks } from './sign-in-hooks.js';
import type { SignInPolicy } from './sign-in-policy.js';
import type { UserDataHooks } from './user-data-hooks.js';

/**
 * Options of `SocialAuthModule.forRoot()`. Only `publicUrl`, `secrets` and `providers` are required.
 *
 * Durations are strings such as `'5m'` or `'14d'`, or a number of milliseconds. Lifetimes of tokens and sessions are
 * whole seconds.
 *
 * @publicApi
 * @example
 * ```ts
 * SocialAuthModule.forRoot({
 *   publicUrl: 'https://app.example.com',
 *   secrets: [process.env.APP_SECRET],
 *   providers: [google({ clientId, clientSecret })],
 *   prisma,
 * })
 * ```
 */
export interface SocialAuthOptions extends SignInHooks, UserDataHooks {
  /**
   * The address that people open in their browser, for example `https://app.example.com`, or `https://example.com/shop`
   * if the app is served under a path. Callback URLs and links are built from it, never from request headers.
   */
  publicUrl: string;
  /**
   * One or more secrets of at least 32 bytes, newest first. The first one encrypts; all of them decrypt, so that a
   * secret can be replaced without signing users out.
   */
  secrets: readonly string[];
  /** The providers that people can sign in with, in the order of the buttons on the login page. */
  providers: readonly Provider[];
  /** Native apps and single-page apps that receive tokens instead of cookies. Default: none. */
  clients?: readonly OAuthClient[];
  /** Adds scopes and custom claims to access tokens. Default: no additional claims. */
  accessTokenClaims?: AccessTokenClaims;
  /**
   * Whether the module serves the login and account pages, and their name, logo, color and links. `false` is the same as
   * `{ login: false, account: false }`.
   */
  pages?: PageOptions | false;
  /** Paths of the routes and pages. Default: `/auth/…`, `/login` and `/`. */
  routes?: RouteOptions;
  /**
   * `development` permits plain http on localhost, and http endpoints of providers. Default: `development` if `publicUrl`
   * is plain http, which is permitted on localhost only, and `NODE_ENV` is not `production`. Otherwise `production`.
   */
  environment?: 'production' | 'development';
  /** Lifetime of an access token, `'1s'` to `'1h'`. Default: `'5m'`. */
  accessTokenTtl?: Duration;
  /**
   * Number of verified access tokens to cache, so that the signature of each token is verified once. A token takes about
   * 290 bytes, and each of the 2,048 most frequently used tokens 0.5 KB more. Custom claims that differ between users add
   * their size. `0` disables the cache. Default: 100,000 (30 MB).
   */
  accessTokenCacheSize?: number;
  /**
   * Maximum total size of the response headers that a browser receives, in bytes, 4,096 to 16,384. It limits the size of an
   * access token in a cookie to `responseHeaderLimit − 2800`, and to 3,800 bytes. Raise the limit together with the header
   * buffers of your proxy (nginx: `proxy_buffer_size`). Default: 4,096.
   */
  responseHeaderLimit?: number;
  /** A session expires when it has not been refreshed for this long, `'1s'` to `'400d'`. Default: `'14d'`. */
  sessionIdleTimeout?: Duration;
  /**
   * A session expires this long after the login, independent of refreshes, `'1s'` to `'400d'`. Default: `'90d'`.
   */
  sessionMaxAge?: Duration;
  /**
   * Whether an old refresh token still works after the grace period if the new one has never been presented, because the
   * client has probably not received it. With `false`, this is reuse and revokes the session. Default: `true`.
   */
  lostRefreshRecovery?: boolean;
  /** Time limit of a database statement, `'100ms'` to `'60s'`. Default: `'5s'`. */
  databaseTimeout?: Duration;
  /** A signing key is replaced after this long, `'1d'` to `'366d'`. Default: `'30d'`. */
  signingKeyRotation?: Duration;
  /** Audit events are deleted after this long, `'1d'` to `'3660d'`. Default: `'90d'`. */
  auditRetention?: Duration;
  /**
   * A user who deletes the account is disabled at once, and deleted after this long, `'1h'` to `'90d'`. Until then, a user
   * who signs in can restore the account. Requires the field `deleteAfter` of the user model. Default: none; the user is
   * deleted at once.
   */
  deletionGracePeriod?: Duration;
  /**
   * How instances are notified of revoked sessions at once: over a direct PostgreSQL connection with LISTEN and NOTIFY, or
   * by a notifier such as one on Redis. Default: none; instances poll the database every 300 ms.
   */
  revocations?: RevocationOptions;
  /** Time limit for all requests to a provider during one login, `'100ms'` to `'60s'`. Default: `'10s'`. */
  providerTimeout?: Duration;
  /**
   * The agent of all requests to providers, for a proxy or a private certificate authority. Default: an agent of the
   * module, which uses the proxies of `HTTPS_PROXY` and `NO_PROXY` if Node.js runs with `NODE_USE_ENV_PROXY=1`.
   */
  httpAgent?: HttpAgent;
  /**
   * Rate limits of the login and token routes. Default per minute: 600 requests of one address, 60 refreshes of one
   * session, 20 callbacks of one login.
   */
  rateLimits?: Partial<RateLimits>;
  /**
   * Where requests are counted: any `ThrottlerStorage` of `@nestjs/throttler`, for example one on Redis.
   * Default: in the memory of each instance.
   */
  rateLimitStorage?: RateLimitStorage;
  /**
   * The proxies in front of the app: IP addresses, CIDR ranges such as `10.0.0.0/8`, or the names `loopback`,
   * `linklocal` and `uniquelocal`. `X-Forwarded-For` is read only from these. Default: none.
   */
  trustedProxies?: readonly string[];
}

/**
 * Paths of the routes and pages. Write them without the path of the public URL, because the module adds that path.
 *
 * @publicApi
 * @example
 * ```ts
 * routes: { prefix: 'identity', loginPath: '/sign-in', accountPath: '/account' }
 * ```
 */
export interface RouteOptions {
  /** First segment or segments of the routes, without a global prefix. Default: `auth`. */
  readonly prefix?: string;
  /**
   * Path of the login page. A global prefix is added if the module serves the page. Default: `/login`.
   */
  readonly loginPath?: string;
  /**
   * Path of the account page. A global prefix is added if the module serves the page. Default: `/`, or `homePath` if the
   * module does not serve the page.
   */
  readonly accountPath?: string;
  /**
   * Path of a page of the app that shows errors, with the query parameters `error`, `supportCode`, `provider`,
   * `policy` and `returnTo`.
   * Default: the module renders an error page.
   */
  readonly errorPath?: string;
  /**
   * Path that the browser opens after a login without a return path. Default: `accountPath`, or `/` if the module does not
   * serve the account page.
   */
  readonly homePath?: string;
}

/**
 * The pages that the module renders.
 *
 * @publicApi
 */
export interface PageOptions {
  /** Whether the module serves a login page. If `false`, the app serves one at `routes.loginPath`. Default: `true`. */
  readonly login?: boolean;
  /**
   * Whether the module serves an account page. If `false`, the app can serve one at `routes.accountPath`. Default: `true`.
   */
  readonly account?: boolean;
  /** Name of the product, shown in titles and headings. Default: `Social Auth`. */
  readonly productName?: string;
  /** Address of a square logo: an https URL, a path of the app, or a data URL. Default: a neutral symbol. */
  readonly logoUrl?: string;
  /** Address of the icon in the browser tab: an https URL, a path of the app, or a data URL. Default: the logo. */
  readonly faviconUrl?: string;
  /** Address of the app, to which logo and name link: an https URL, or a path of the app. Default: no link. */
  readonly appUrl?: string;
  /**
   * Color of primary buttons, such as `#4f46e5`. Text and outlines use a readable shade of this color. The labels of the
   * buttons are black or white. Default: black on light pages and white on dark ones, with indigo text and outlines.
   */
  readonly accentColor?: string;
  /** Address of the terms of service: an https URL, or a path of the app. Default: no link. */
  readonly termsUrl?: string;
  /** Address of the privacy policy: an https URL, or a path of the app. Default: no link. */
  readonly privacyUrl?: string;
  /**
   * The languages of the pages, as BCP 47 tags. The pages are in the language that the browser prefers (`Accept-Language`),
   * and in the first language if the browser accepts none of these languages. Default: English, Arabic, German, and the
   * languages of `messages`.
   */
  readonly locales?: readonly string[];
  /**
   * Returns the language of a page, for an app whose users choose their language. Called for each page. The page is in the
   * language that the browser prefers if the function throws, or returns undefined or a language that is not in `locales`.
   * Default: none.
   */
  readonly locale?: (request: LocaleRequest) => string | undefined;
  /**
   * Your messages by language. Use them to add a language, or to replace single messages. A missing message is the module's
   * message in that language, otherwise the English one. Default: none.
   */
  readonly messages?: Readonly<Record<string, Partial<PageMessages>>>;
}

/**
 * The user and session that an access token is issued for.
 *
 * @publicApi
 */
export interface TokenSubject {
  readonly userId: string;
  readonly sessionId: string;
  readonly roles: readonly string[];
  /** `browser`, or the client id of a registered client. */
  readonly clientId: string;
}

/**
 * Returns additional claims for an access token. Called at login and at every refresh.
 *
 * `scope` is a space-separated string (RFC 6749 §3.3); every other name becomes a custom claim. Do not include personal
 * data, because the token is signed but not encrypted, so its holder can read it. The login fails with a
 * `ConfigurationError` if a claim is reserved, such as `sub` or `exp`, or if the complete token exceeds 1,296 bytes (with
 * the default `responseHeaderLimit`).
 *
 * @publicApi
 * @example
 * ```ts
 * accessTokenClaims: async ({ userId }) => ({ scope: 'projects:read', team: await teams.idOf(userId) })
 * ```
 */
export type AccessTokenClaims = (
  subject: TokenSubject,
) => AccessTokenContent | Promise<AccessTokenContent>;

type AccessTokenContent = CustomClaims & { readonly scope?: string };

type DurationOption =
  | 'accessTokenTtl'
  | 'sessionIdleTimeout'
  | 'sessionMaxAge'
  | 'signingKeyRotation'
  | 'auditRetention'
  | 'databaseTimeout'
  | 'providerTimeout';

type OptionalOption =
  | 'canSignIn'
  | 'deletionGracePeriod'
  | 'exportUser'
  | 'deleteUser'
  | 'httpAgent'
  | 'resolveUser'
  | 'createUser'
  | 'revocations'
  | 'rateLimits'
  | 'rateLimitStorage'
  | 'pages'
  | 'routes';

/** The validated options: complete, frozen, and with every duration in milliseconds. */
export type ResolvedOptions = Readonly<
  Required<Omit<SocialAuthOptions, DurationOption | OptionalOption>> &
    Record<DurationOption, number> & {
      /** Origin of the public URL. */
      publicOrigin: string;
      /** Path of the public URL, without a trailing slash: empty or `/shop`. */
      basePath: string;
      routes: ResolvedRouteOptions;
      pages: PageBranding;
      languages: ResolvedLanguages;
      httpAgent: HttpAgent | undefined;
      /** The pages that the module serves. */
      servedPages: { readonly login: boolean; readonly account: boolean };
      /** The providers, as the pages show them. Paths include the path of the public URL. */
      pageProviders: readonly PageProvider[];
      canSignIn: readonly SignInPolicy[];
      resolveUser: SignInHooks['resolveUser'];
      createUser: SignInHooks['createUser'];
      exportUser: UserDataHooks['exportUser'];
      deleteUser: UserDataHooks['deleteUser'];
      /** In milliseconds. */
      deletionGracePeriod: number | undefined;
      revocations: RevocationOptions | undefined;
      rateLimits: ResolvedRateLimits;
      rateLimitStorage: RateLimitStorage | undefined;
      /** Whether cookies are `Secure` and use the `__Host-` prefix: false only on plain-http localhost. */
      secureCookies: boolean;
    }
>;

/**
 * The branding of the pages. Paths include the path of the public URL.
 *
 * @publicApi
 */
export type PageBranding = Readonly<
  { productName: string } & Record<
    'logoUrl' | 'faviconUrl' | 'appUrl' | 'accentColor' | 'termsUrl' | 'privacyUrl',
    string | undefined
  >
>;

/**
 * A provider, as the pages show it.
 *
 * @publicApi
 */
export interface PageProvider extends Pick<Provider, 'name' | 'label'> {
  /** The address of its icon. Default: the official logo of Google and GitHub, otherwise a monogram. */
  readonly iconUrl?: string | undefined;
  /** Whether the provider can ask for another account. Default: `false`. */
  readonly canSelectAccount?: boolean;
}

/** The validated {@link RouteOptions}. */
export type ResolvedRouteOptions = Readonly<
  Record<'prefix' | 'loginPath', string> &
    Record<'accountPath' | 'errorPath' | 'homePath', string | undefined>
>;

/** Injection token of the {@link ResolvedOptions}. */
export const RESOLVED_OPTIONS = Symbol('nestjs-social-auth options');

/** Injection token of the app's Prisma client. Only stores inject it. */
export const PRISMA = Symbol('nestjs-social-auth Prisma client');
