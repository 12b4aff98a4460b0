import { z } from 'zod';
import { describeIssue } from '../../validation/describe-issue.js';
import { isLoopback } from '../../net/loopback.js';
import { ConfigurationError, type ConfigurationIssue } from './errors.js';
import { httpAgentOption } from '../../net/http-agent-option.js';
import { durationOption, wholeNumberOption } from './option-types.js';
import type {
  AccessTokenClaims,
  ResolvedOptions,
  ResolvedRouteOptions,
  SocialAuthOptions,
} from './options.js';
import { resolveLanguages } from './messages/language-options.js';
import { pagesSchema } from './page-options.js';
import { canSelectAccount } from './login-parameters.js';
import type { Provider } from './provider.js';
import { withBasePath } from './route-urls.js';
import { revocationsSchema } from './revocation-notifier.js';
import { rateLimitsSchema, rateLimitStorageSchema } from './rate-limits.js';
import type { SignInHooks } from './sign-in-hooks.js';
import type { SignInPolicy } from './sign-in-policy.js';
import type { UserDataHooks } from './user-data-hooks.js';
import { trustedProxiesSchema } from './trusted-proxies.js';
import { GENERATE_SECRET, validateOptions } from './validate-options.js';

const noClaims: AccessTokenClaims = () => ({});

const hook = <T>() => z.custom<T>((value) => typeof value === 'function', 'must be a function');

/** Token lifetimes are whole seconds, because JWTs count in seconds (NumericDate, RFC 7519 §2). */
const wholeSeconds = (milliseconds: number) => milliseconds % 1000 === 0;
const WHOLE_SECONDS = "must be a whole number of seconds, such as '5m'";

/** A path that needs no encoding, and has no parameters. */
const PATH = /^(\/(?!\.{1,2}(\/|$))[\w.~-]+)+$/;
const PATH_CHARACTERS = 'Segments consist of letters, digits and the characters . _ ~ -';

const pagePath = z
  .string()
  .refine(
    (value) => value === '/' || PATH.test(value),
    `must be a path of the app, such as '/sign-in'. ${PATH_CHARACTERS}`,
  );

const routePrefix = z
  .string()
  .transform((value) => value.replaceAll(/^\/|\/$/g, ''))
  .refine(
    (value) => PATH.test(`/${value}`),
    `must be one or more segments, such as 'identity'. ${PATH_CHARACTERS}`,
  );

const schema = z.object({
  publicUrl: z
    .string("must be the app's https address as text, such as 'https://app.example.com'")
    .refine((url) => URL.canParse(url), 'must be an absolute URL such as https://app.example.com')
    .transform((url) => new URL(url))
    .refine(
      (url) => url.search === '' && url.hash === '' && url.username === '',
      'must not have a query, a fragment or credentials',
    )
    .refine(
      (url) => url.pathname === '/' || PATH.test(url.pathname.replace(/\/$/, '')),
      `must have a path such as /shop, or none. ${PATH_CHARACTERS}`,
    )
    .refine(
      (url) => url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)),
      'must be an https URL; plain http works on localhost only, because login cookies need a secure origin',
    )
    .transform((url) => url.origin + url.pathname.replace(/\/$/, '')),
  secrets: z
    .array(z.string(), 'must be an array of strings')
    .min(1, `must contain at least one secret. ${GENERATE_SECRET}`),
  providers: z.array(
    z.custom<Provider>((value) => typeof value === 'object' && value !== null, 'must be an object'),
    'must be an array, such as [google({ … })]',
  ),
  clients: z
    .array(
      z.object({
        clientId: z
          .string()
          .regex(
            /^[a-z][a-z0-9-]{0,31}$/,
            "must be 1 to 32 lower-case letters, digits and hyphens, and start with a letter, such as 'mobile-app'",
          ),
        redirectUris: z.array(z.string()).min(1, 'must contain at least one redirect URI'),
      }),
    )
    .default([]),
  accessTokenClaims: hook<AccessTokenClaims>().default(() => noClaims),
  canSignIn: z
    .array(hook<SignInPolicy>())
    .or(hook<SignInPolicy>().transform((policy) => [policy]))
    .default([]),
  resolveUser: hook<SignInHooks['resolveUser']>().optional(),
  createUser: hook<SignInHooks['createUser']>().optional(),
  exportUser: hook<UserDataHooks['exportUser']>().optional(),
  deleteUser: hook<UserDataHooks['deleteUser']>().optional(),
  routes: z
    .strictObject({
      prefix: routePrefix.default('auth'),
      loginPath: pagePath.default('/login'),
      accountPath: pagePath.optional(),
      errorPath: pagePath.optional(),
      homePath: pagePath.optional(),
    })
    .prefault({}),
  pages: pagesSchema,
  environment: z
    .enum(['production', 'development'], "must be 'production' or 'development'")
    .optional(),
  accessTokenTtl: durationOption('1s', '1h', '5m')
    .refine(wholeSeconds, WHOLE_SECONDS)
    .prefault('5m'),
  accessTokenCacheSize: wholeNumberOption(0, 1_000_000, 100_000).default(100_000),
  responseHeaderLimit: wholeNumberOption(4096, 16_384, 8192).default(4096),
  sessionIdleTimeout: durationOption('1s', '400d', '14d')
    .refine(wholeSeconds, WHOLE_SECONDS)
    .prefault('14d'),
  sessionMaxAge: durationOption('1s', '400d', '90d')
    .refine(wholeSeconds, WHOLE_SECONDS)
    .prefault('90d'),
  signingKeyRotation: durationOption('1d', '366d', '30d').prefault('30d'),
  auditRetention: durationOption('1d', '3660d', '90d').prefault('90d'),
  deletionGracePeriod: durationOption('1h', '90d', '30d').optional(),
  lostRefreshRecovery: z.boolean('must be true or false').default(true),
  databaseTimeout: durationOption('100ms', '60s', '5s').prefault('5s'),
  revocations: revocationsSchema,
  providerTimeout: durationOption('100ms', '60s', '10s').prefault('10s'),
  httpAgent: httpAgentOption,
  rateLimits: rateLimitsSchema,
  rateLimitStorage: rateLimitStorageSchema,
  trustedProxies: trustedProxiesSchema,
});

/**
 * Validates the options once, at start.
 *
 * @throws ConfigurationError with one issue for each invalid option
 */
export function resolveOptions(given: SocialAuthOptions): ResolvedOptions {
  const parsed = schema.safeParse(given, { error: describeIssue });
  if (!parsed.success) throw new ConfigurationError(parsed.error.issues.map(toIssue));
  const options = {
    ...parsed.data,
    environment: parsed.data.environment ?? defaultEnvironment(parsed.data.publicUrl),
    routes: resolveRoutes(parsed.data),
  };
  const issues = validateOptions(options);
  if (issues.length > 0) throw new ConfigurationError(issues);
  const { login, account, productName, accentColor, ...urls } = options.pages;
  const { origin: publicOrigin, pathname } = new URL(options.publicUrl);
  const basePath = pathname === '/' ? '' : pathname;
  const withBase = (url: string | undefined) =>
    url?.startsWith('/') === true ? withBasePath(basePath, url) : url;
  return Object.freeze({
    ...options,
    publicOrigin,
    basePath,
    pages: {
      productName,
      accentColor,
      logoUrl: withBase(urls.logoUrl),
      faviconUrl: withBase(urls.faviconUrl),
      appUrl: withBase(urls.appUrl),
      termsUrl: withBase(urls.termsUrl),
      privacyUrl: withBase(urls.privacyUrl),
    },
    languages: resolveLanguages(options.pages),
    servedPages: { login, account },
    pageProviders: options.providers.map((provider) => ({
      name: provider.name,
      label: provider.label,
      iconUrl: withBase(provider.iconUrl),
      canSelectAccount: canSelectAccount(provider),
    })),
    resolveUser: options.resolveUser,
    createUser: options.createUser,
    exportUser: options.exportUser,
    deleteUser: options.deleteUser,
    deletionGracePeriod: options.deletionGracePeriod,
    revocations: options.revocations,
    httpAgent: options.httpAgent,
    rateLimitStorage: options.rateLimitStorage,
    secureCookies: options.publicUrl.startsWith('https:'),
  });
}

/**
 * Validates options without using them, so that an app can report invalid ones before it starts a database or a
 * server.
 *
 * @throws ConfigurationError with one issue for each invalid option
 * @publicApi
 */
export function checkOptions(given: SocialAuthOptions): void {
  resolveOptions(given);
}

/** The account page of the module has a default path. An account page of the app has none. */
function resolveRoutes({
  routes: { accountPath, errorPath, homePath, ...routes },
  pages,
}: z.output<typeof schema>): ResolvedRouteOptions {
  const path = accountPath ?? (pages.account ? '/' : undefined);
  return { ...routes, accountPath: path, errorPath, homePath };
}

/** By default, an app whose address other machines can reach never runs in the development environment. */
function defaultEnvironment(publicUrl: string): 'production' | 'development' {
  return publicUrl.startsWith('http:') && process.env['NODE_ENV'] !== 'production'
    ? 'development'
    : 'production';
}

function toIssue({ path, message }: z.core.$ZodIssue): ConfigurationIssue {
  const option = path.reduce<string>(
    (name, part) =>
      typeof part === 'number' ? `${name}[${part}]` : `${name}${name && '.'}${String(part)}`,
    '',
  );
  return { option, problem: message };
}
