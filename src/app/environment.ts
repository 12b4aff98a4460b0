import { z } from 'zod';
import {
  blankAsAbsent,
  duration,
  integer,
  isLoopbackUrl,
  isSecureOrigin,
  isRateLimit,
  optionalEndpoint,
  optionalText,
  parseRateLimits,
  splitList,
} from './variable-types.js';

const optionalDatabaseUrl = optionalText.refine(
  (url) => url === undefined || /^postgres(ql)?:\/\//.test(url),
  'must be a PostgreSQL URL, such as postgresql://user:password@host:5432/database',
);

const variables = z.object({
  NODE_ENV: blankAsAbsent(
    z
      .enum(['development', 'test', 'production'], 'must be development, test or production')
      .default('development'),
  ),
  PORT: integer('must be a port number from 1 to 65535, such as 3000', 1, 65_535, 3000),
  HOST: optionalText,
  PUBLIC_URL: optionalText,
  DATABASE_URL: optionalDatabaseUrl,
  DIRECT_URL: optionalDatabaseUrl,
  APP_SECRET: optionalText,
  DATABASE_TIMEOUT_MS: integer(
    'must be a number of milliseconds from 100 to 60000, such as 5000',
    100,
    60_000,
    5000,
  ),
  PROVIDER_TIMEOUT_MS: integer(
    'must be a number of milliseconds from 100 to 60000, such as 10000',
    100,
    60_000,
    10_000,
  ),
  CLIENT_REDIRECT_URIS: optionalText,
  TRUSTED_PROXIES: optionalText,
  CORS_ORIGINS: optionalText.refine(
    (origins) => splitList(origins).every(isSecureOrigin),
    'must list https origins such as https://spa.example.com, without a path or trailing slash. Plain http is allowed for localhost only',
  ),
  SHUTDOWN_DELAY: duration('must be 0 or a duration of at most 10m, such as 10s', 0, 600_000, 0),
  SHUTDOWN_TIMEOUT: duration(
    'must be a duration from 100ms to 10m, such as 10s',
    100,
    600_000,
    10_000,
  ),
  RESPONSE_HEADER_LIMIT: integer(
    'must be a number of bytes from 4096 to 16384, such as 8192',
    4096,
    16_384,
    4096,
  ),
  RATE_LIMITS: optionalText.refine(
    (limits) => splitList(limits).every(isRateLimit),
    'must list limits as name=requests/window, such as login=1000/1m,refresh=30/10s',
  ),
  PROVIDER_TOKENS: blankAsAbsent(z.enum(['true', 'false'], 'must be true or false').optional()),
  METRICS: blankAsAbsent(z.enum(['true', 'false'], 'must be true or false').default('false')),
  GOOGLE_CLIENT_ID: optionalText,
  GOOGLE_CLIENT_SECRET: optionalText,
  GOOGLE_AUDIENCES: optionalText,
  GOOGLE_AUTHORIZATION_URL: optionalEndpoint,
  GOOGLE_TOKEN_URL: optionalEndpoint,
  GOOGLE_USERINFO_URL: optionalEndpoint,
  GOOGLE_ISSUER: optionalEndpoint,
  GOOGLE_JWKS_URL: optionalEndpoint,
  GOOGLE_REVOCATION_URL: optionalEndpoint,
  GITHUB_CLIENT_ID: optionalText,
  GITHUB_CLIENT_SECRET: optionalText,
  GITHUB_AUTHORIZATION_URL: optionalEndpoint,
  GITHUB_TOKEN_URL: optionalEndpoint,
  GITHUB_USER_URL: optionalEndpoint,
  GITHUB_EMAILS_URL: optionalEndpoint,
});

/** Variables that are required in production, with the problem to report if the variable is missing. */
const REQUIRED_IN_PRODUCTION = {
  PUBLIC_URL: 'is missing. Set it to the https address of the app, such as https://app.example.com',
  APP_SECRET: 'is missing. Generate one with `openssl rand -base64 48`',
  DATABASE_URL:
    'is missing. Set it to a PostgreSQL URL, such as postgresql://user:password@host:5432/database. The embedded PostgreSQL is for development only',
} as const;

type Variables = z.infer<typeof variables>;

function findMissing(env: Variables): EnvironmentIssue[] {
  const credentials = (['GOOGLE', 'GITHUB'] as const).flatMap((provider) => {
    const pair = [`${provider}_CLIENT_ID`, `${provider}_CLIENT_SECRET`] as const;
    const missing = pair.filter((name) => env[name] === undefined);
    if (missing.length !== 1) return [];
    const present = pair.find((name) => env[name] !== undefined);
    const problem = `is missing, but ${present} is set. Set both, or neither`;
    return missing.map((variable) => ({ variable, problem }));
  });
  if (env.DIRECT_URL !== undefined && env.DATABASE_URL === undefined) {
    const problem = 'is missing, but DIRECT_URL is set. Set it to the URL of the connection pooler';
    return [...credentials, { variable: 'DATABASE_URL', problem }];
  }
  if (env.NODE_ENV !== 'production') return credentials;
  const required = Object.entries(REQUIRED_IN_PRODUCTION)
    .filter(([name]) => env[name as keyof typeof REQUIRED_IN_PRODUCTION] === undefined)
    .map(([variable, problem]) => ({ variable, problem }));
  return [...credentials, ...required];
}

const schema = variables
  .superRefine((env, context) => {
    for (const { variable, problem } of findMissing(env)) {
      context.addIssue({ code: 'custom', path: [variable], message: problem });
    }
  })
  .transform((env) => {
    const production = env.NODE_ENV === 'production';
    const local = !production && isLoopbackUrl(env.PUBLIC_URL ?? 'http://localhost');
    const isDevelopment = env.NODE_ENV === 'development' && local;
    return {
      ...env,
      production,
      /** Whether only this machine can reach the app. The provider emulator starts only then. */
      local,
      PROVIDER_TOKENS:
        env.PROVIDER_TOKENS === undefined ? isDevelopment : env.PROVIDER_TOKENS === 'true',
      METRICS: env.METRICS === 'true',
      HOST: env.HOST ?? (production ? '0.0.0.0' : 'localhost'),
      PUBLIC_URL: env.PUBLIC_URL ?? `http://localhost:${env.PORT}`,
      APP_SECRET: env.APP_SECRET === undefined ? undefined : splitList(env.APP_SECRET),
      CLIENT_REDIRECT_URIS: splitList(env.CLIENT_REDIRECT_URIS),
      GOOGLE_AUDIENCES: splitList(env.GOOGLE_AUDIENCES),
      TRUSTED_PROXIES: splitList(env.TRUSTED_PROXIES),
      CORS_ORIGINS: splitList(env.CORS_ORIGINS),
      RATE_LIMITS: parseRateLimits(env.RATE_LIMITS),
    };
  });

/** The validated settings of the reference app. `.env.example` describes each variable. */
export type Environment = Readonly<z.infer<typeof schema>>;

/** Returns the options of the graceful shutdown. */
export function shutdownOptions({ SHUTDOWN_DELAY, SHUTDOWN_TIMEOUT }: Environment) {
  return { delay: SHUTDOWN_DELAY, timeout: SHUTDOWN_TIMEOUT };
}

/** One missing or invalid environment variable. */
export interface EnvironmentIssue {
  readonly variable: string;
  /**
   * What is wrong, as the end of a sentence that starts with the name of the variable. Does not contain the value of
   * the variable, which may be secret.
   */
  readonly problem: string;
}

/** One or more environment variables are missing or invalid. The message lists each issue. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  constructor(readonly issues: readonly EnvironmentIssue[]) {
    const lines = issues.map(({ variable, problem }) => `  - ${variable} ${problem}.`);
    super(
      `Invalid environment variables. Correct them in the environment or in .env:\n${lines.join('\n')}`,
    );
  }
}

/**
 * Validates the environment variables of the reference app.
 *
 * @throws EnvironmentError that lists all issues
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const parsed = schema.safeParse(source);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new EnvironmentError(
    parsed.error.issues.map(({ path, message }) => ({
      variable: path.join('.'),
      problem: message,
    })),
  );
}
