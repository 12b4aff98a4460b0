import { z } from 'zod';

/** A variable that is set to nothing counts as absent. */
const absentWhenEmpty = <T extends z.ZodType>(type: T) =>
  z.preprocess((text) => (typeof text === 'string' && text.trim() === '' ? undefined : text), type);

const optionalText = absentWhenEmpty(z.string().trim().optional());

const endpoint = optionalText.refine(
  (url) => url === undefined || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)),
  'must be an absolute http or https URL',
);

const whole = (message: string, min: number, max: number, fallback: number) =>
  absentWhenEmpty(
    z.coerce.number(message).int(message).min(min, message).max(max, message).default(fallback),
  );

const schema = z
  .object({
    NODE_ENV: absentWhenEmpty(
      z
        .enum(['development', 'test', 'production'], 'must be development, test or production')
        .default('development'),
    ),
    PORT: whole('must be a port number', 1, 65_535, 3000),
    HOST: optionalText,
    PUBLIC_URL: optionalText,
    DATABASE_URL: optionalText.refine(
      (url) => url === undefined || /^postgres(ql)?:\/\//.test(url),
      'must be a PostgreSQL URL such as postgresql://user:password@host:5432/database',
    ),
    APP_SECRET: optionalText,
    PROVIDER_TIMEOUT_MS: whole('must be 100 to 60000 milliseconds', 100, 60_000, 10_000),
    CLIENT_REDIRECT_URIS: optionalText,
    TRUSTED_PROXIES: optionalText,
    CORS_ORIGINS: optionalText.refine(
      (origins) => listed(origins ?? '').every(isOrigin),
      'must list https origins such as https://spa.example.com, without a path or a slash at the end; plain http is for localhost only',
    ),
    METRICS: absentWhenEmpty(z.enum(['true', 'false'], 'must be true or false').default('false')),
    GOOGLE_CLIENT_ID: optionalText,
    GOOGLE_CLIENT_SECRET: optionalText,
    GOOGLE_AUTHORIZATION_URL: endpoint,
    GOOGLE_TOKEN_URL: endpoint,
    GOOGLE_USERINFO_URL: endpoint,
    GITHUB_CLIENT_ID: optionalText,
    GITHUB_CLIENT_SECRET: optionalText,
    GITHUB_AUTHORIZATION_URL: endpoint,
    GITHUB_TOKEN_URL: endpoint,
    GITHUB_USER_URL: endpoint,
    GITHUB_EMAILS_URL: endpoint,
  })
  .superRefine((env, context) => {
    const fault = (name: string, message: string) => {
      context.addIssue({ code: 'custom', path: [name], message });
    };
    for (const provider of ['GOOGLE', 'GITHUB'] as const) {
      const [id, secret] = [env[`${provider}_CLIENT_ID`], env[`${provider}_CLIENT_SECRET`]];
      if (id !== undefined && secret === undefined) {
        fault(
          `${provider}_CLIENT_SECRET`,
          `is missing: ${provider}_CLIENT_ID is set, and they go together`,
        );
      }
      if (id === undefined && secret !== undefined) {
        fault(
          `${provider}_CLIENT_ID`,
          `is missing: ${provider}_CLIENT_SECRET is set, and they go together`,
        );
      }
    }
    if (env.NODE_ENV !== 'production') return;
    if (env.PUBLIC_URL === undefined) {
      fault(
        'PUBLIC_URL',
        'is missing: set the https address people use, such as https://app.example.com',
      );
    }
    if (env.APP_SECRET === undefined) {
      fault('APP_SECRET', 'is missing: make one with: openssl rand -base64 48');
    }
    if (env.DATABASE_URL === undefined) {
      fault('DATABASE_URL', 'is missing: the embedded PostgreSQL is for development and tests');
    }
  })
  .transform((env) => {
    const production = env.NODE_ENV === 'production';
    return {
      ...env,
      production,
      local: !production && isLoopback(env.PUBLIC_URL ?? 'http://localhost'),
      METRICS: env.METRICS === 'true',
      HOST: env.HOST ?? (production ? '0.0.0.0' : 'localhost'),
      PUBLIC_URL: env.PUBLIC_URL ?? `http://localhost:${env.PORT}`,
      APP_SECRET: env.APP_SECRET === undefined ? undefined : listed(env.APP_SECRET),
      CLIENT_REDIRECT_URIS: listed(env.CLIENT_REDIRECT_URIS ?? ''),
      TRUSTED_PROXIES: listed(env.TRUSTED_PROXIES ?? ''),
      CORS_ORIGINS: listed(env.CORS_ORIGINS ?? ''),
    };
  });

/** Whether only people at this machine come here: nobody else is offered a stand-in. */
const isLoopback = (url: string) =>
  URL.canParse(url) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);

/** Whether browsers would send it so, as an Origin header, and safely; nothing is matched by a star. */
const isOrigin = (text: string) =>
  URL.canParse(text) &&
  !text.includes('*') &&
  new URL(text).origin === text &&
  (text.startsWith('https:') || (text.startsWith('http:') && isLoopback(text)));

const listed = (text: string) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** The settings of the reference app, checked and complete; `.env.example` explains each. */
export type Environment = Readonly<z.infer<typeof schema>>;

/** A variable is missing or wrong; the message lists every fault with its mend. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  /** @param faults a variable's name and what is wrong with it, each */
  constructor(readonly faults: readonly string[]) {
    const list = faults.map((fault) => `  - ${fault}`).join('\n');
    super(`The environment is not set up correctly:\n${list}`);
  }
}

/**
 * Reads and checks the environment; the only place that knows its variables.
 *
 * @throws EnvironmentError that lists all faults at once
 */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): Environment {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new EnvironmentError(
    parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`),
  );
}
