import { z } from 'zod';
import type { Client } from './client.js';
import { ConfigurationError } from './errors.js';
import { isLoopback } from './loopback.js';
import { optionFaults } from './option-faults.js';
import type { Provider } from './provider.js';
import {
  rateLimitsSchema,
  rateLimitStorageSchema,
  type RateLimits,
  type RateLimitStorage,
} from './rate-limits.js';
import { trustedProxiesSchema } from './trusted-proxies.js';

const DAY = 24 * 60 * 60;

/** What `SocialAuthModule.forRoot` is given; everything but the first three has a default. */
export interface SocialAuthOptions {
  /** The address people use, e.g. `https://app.example.com`: callbacks and links are made from it alone. */
  publicUrl: string;
  /** One or more secrets of at least 32 bytes, newest first: the newest seals, all of them open. */
  secrets: readonly string[];
  /** Who people can log in with, in the order of the buttons. */
  providers: readonly Provider[];
  /** Apps that keep their own tokens and where a login may lead back to. Default: none. */
  clients?: readonly Client[];
  /** Adds scopes and claims of your own to access tokens. Default: none. */
  accessTokenClaims?: AccessTokenClaims;
  /** Shown on the pages. Default: `Social Auth`. */
  productName?: string;
  /** `development` permits plain http on localhost and throwaway secrets. Default: `production`. */
  environment?: 'production' | 'development';
  /** How long an access token lives, in seconds. Default: 300. */
  accessTokenSeconds?: number;
  /**
   * How many good access tokens are remembered, so that each is verified once; about 1.5 KB each.
   * Default: 20,000; 0 verifies each at every request.
   */
  accessTokenCache?: number;
  /** A session ends when it has not been refreshed for so many seconds. Default: 14 days. */
  sessionIdleSeconds?: number;
  /** A session ends so many seconds after the login, however often it is refreshed. Default: 90 days. */
  sessionLifetimeSeconds?: number;
  /** A signing key is replaced when it is so many days old. Default: 30. */
  signingKeyDays?: number;
  /** The audit trail is kept for so many days. Default: 90. */
  auditDays?: number;
  /**
   * A direct connection for LISTEN and NOTIFY, by which instances tell one another at once which sessions
   * have ended. Default: none; then they look three times a second.
   */
  revocations?: { readonly connectionString: string };
  /** How long all requests to a provider may take in one login, in milliseconds. Default: 10,000. */
  providerTimeoutMs?: number;
  /**
   * How often one may ask: `start`, `callback`, `token` and `badRefresh` for each client address, `refresh`
   * for each session. Default: 60 a minute for each of them.
   */
  rateLimits?: Partial<RateLimits>;
  /** Where requests are counted. Default: in memory, and for all instances together in the database. */
  rateLimitStorage?: RateLimitStorage;
  /**
   * The proxies in front of the app: addresses, ranges such as `10.0.0.0/8`, or `loopback`, `linklocal`,
   * `uniquelocal`. Only what they say of a client's address (X-Forwarded-For) is believed. Default: none.
   */
  trustedProxies?: readonly string[];
}

/** Whom an access token is issued to and about. */
export interface TokenSubject {
  readonly userId: string;
  readonly sessionId: string;
  readonly roles: readonly string[];
  /** `browser`, or the client id of an app of yours. */
  readonly clientId: string;
}

/**
 * Adds to an access token, at login and at every refresh: `scope` (space-separated, RFC 6749 §3.3) and
 * claims of your own. No personal data: everybody who holds the token reads them.
 */
export type AccessTokenClaims = (
  subject: TokenSubject,
) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;

/** The options after checking: complete and frozen. */
export type ResolvedOptions = Readonly<
  Required<Omit<SocialAuthOptions, 'revocations' | 'rateLimits' | 'rateLimitStorage'>> & {
    revocations: { readonly connectionString: string } | undefined;
    rateLimits: RateLimits;
    rateLimitStorage: RateLimitStorage | undefined;
    /** Cookies are `Secure` and carry the `__Host-` prefix; false only on plain-http localhost. */
    secureCookies: boolean;
  }
>;

/** DI token of the resolved options. */
export const RESOLVED_OPTIONS = Symbol('nestjs-social-auth options');

/** DI token of the Prisma client that the app gives; only stores ask for it. */
export const PRISMA = Symbol('nestjs-social-auth Prisma client');

const noClaims: AccessTokenClaims = () => ({});

const seconds = (fallback: number, max: number) => z.int().min(1).max(max).default(fallback);

const schema = z.object({
  publicUrl: z
    .string()
    .refine((url) => URL.canParse(url), 'must be an absolute URL such as https://app.example.com')
    .transform((url) => new URL(url))
    .refine(
      (url) => url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '',
      'must be an origin only, without a path, query or credentials',
    )
    .refine(
      (url) => url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)),
      'must be an https URL; plain http is for localhost only, because login cookies need a secure origin',
    )
    .transform((url) => url.origin),
  secrets: z
    .array(z.string())
    .min(1, 'needs at least one secret; make one with: openssl rand -base64 48'),
  providers: z.array(z.custom<Provider>()),
  clients: z
    .array(
      z.object({
        clientId: z
          .string()
          .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be lower case letters, digits and dashes'),
        redirectUris: z.array(z.string()).min(1),
      }),
    )
    .default([]),
  accessTokenClaims: z
    .custom<AccessTokenClaims>((hook) => typeof hook === 'function')
    .default(() => noClaims),
  revocations: z.object({ connectionString: z.string().min(1) }).optional(),
  signingKeyDays: z.int().min(1).max(366).default(30),
  auditDays: z.int().min(1).max(3660).default(90),
  productName: z.string().min(1).default('Social Auth'),
  environment: z.enum(['production', 'development']).default('production'),
  accessTokenSeconds: seconds(300, 3600),
  accessTokenCache: z.int().min(0).max(1_000_000).default(20_000),
  sessionIdleSeconds: seconds(14 * DAY, 400 * DAY),
  sessionLifetimeSeconds: seconds(90 * DAY, 400 * DAY),
  providerTimeoutMs: z.int().min(100).max(60_000).default(10_000),
  rateLimits: rateLimitsSchema,
  rateLimitStorage: rateLimitStorageSchema,
  trustedProxies: trustedProxiesSchema,
});

/**
 * Checks the options once, at boot.
 *
 * @throws ConfigurationError that lists every fault with its mend
 */
export function resolveOptions(given: SocialAuthOptions): ResolvedOptions {
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigurationError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    );
  }
  const options = parsed.data;
  const faults = optionFaults(options);
  if (faults.length > 0) throw new ConfigurationError(faults);
  return Object.freeze({
    ...options,
    revocations: options.revocations,
    rateLimitStorage: options.rateLimitStorage,
    secureCookies: options.publicUrl.startsWith('https:'),
  });
}

/**
 * Checks options without using them, so that an app can refuse to start before it has started anything.
 *
 * @throws ConfigurationError that lists every fault with its mend
 */
export function checkOptions(given: SocialAuthOptions): void {
  resolveOptions(given);
}
