import { randomBytes } from 'node:crypto';
import { EnvironmentError, readEnvironment, type Environment } from '../environment.js';
import { configuredProviders, moduleOptions } from '../provider-setup.js';
import { fail, pass, warn, type CheckResult } from './check-result.js';
import { checkClock } from './clock.check.js';
import { checkDatabase } from './database.check.js';
import { checkModuleOptions } from './options.check.js';
import { checkProviders, probeProvider } from './providers.check.js';
import { checkProxy } from './proxy.check.js';
import { checkPublicUrl, probePublicUrl } from './public-url.check.js';
import { checkSecrets } from './secrets.check.js';

/** The inputs of the checks. */
export interface DiagnosticsContext {
  variables: Readonly<Record<string, string | undefined>>;
  migrationsDirectory: string;
  /** Sends the requests to the public URL and to the providers. */
  request: typeof fetch;
}

/** Runs all checks. Changes nothing and starts nothing. */
export async function runChecks({
  variables,
  migrationsDirectory,
  request,
}: DiagnosticsContext): Promise<CheckResult[]> {
  const env = parseEnvironment(variables);
  if (Array.isArray(env)) return env;
  const providers = Object.values(configuredProviders(env)).filter((each) => each !== undefined);
  const startupResults = runStartupChecks(env);
  const [publicUrl, database, secrets, ...probes] = await Promise.all([
    probePublicUrl(env, request),
    checkDatabase(env.DIRECT_URL ?? env.DATABASE_URL, migrationsDirectory),
    checkStoredSecrets(env, startupResults),
    ...providers.map((provider) => probeProvider(provider, env.production, request)),
  ]);
  const readings = [...probes, database].map(({ reading }) => reading);
  return [
    pass('environment', `All required variables are set (NODE_ENV is ${env.NODE_ENV}).`),
    ...startupResults,
    ...publicUrl,
    ...checkProxy(variables),
    ...probes.map(({ result }) => result),
    database.result,
    ...secrets,
    ...checkClock(readings.filter((reading) => reading !== undefined)),
  ];
}

/** Runs the checks that use neither network nor database. The app also runs these checks at every start. */
export function runStartupChecks(env: Environment): CheckResult[] {
  const configured = configuredProviders(env);
  const providers = Object.values(configured).filter((each) => each !== undefined);
  // If APP_SECRET is not set, the app generates such a secret in development.
  const secrets = env.APP_SECRET ?? [randomBytes(48).toString('base64url')];
  return [
    ...checkPublicUrl(env),
    ...checkModuleOptions(moduleOptions(env, providers, secrets)),
    ...checkProviders(env, configured),
  ];
}

/**
 * Checks APP_SECRET against the signing keys in the database. Does nothing if the app generates its secret or starts
 * the embedded PostgreSQL, because both are in the same directory and so belong together.
 */
async function checkStoredSecrets(
  { DATABASE_URL, APP_SECRET }: Environment,
  startupResults: readonly CheckResult[],
): Promise<CheckResult[]> {
  if (DATABASE_URL === undefined || APP_SECRET === undefined) return [];
  const areInvalid = startupResults.some(
    ({ topic, status }) => topic === 'secrets' && status === 'fail',
  );
  return areInvalid ? [] : checkSecrets(DATABASE_URL, APP_SECRET);
}

function parseEnvironment(variables: DiagnosticsContext['variables']): Environment | CheckResult[] {
  try {
    return readEnvironment(variables);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    const failures = error.issues.map(({ variable, problem }) =>
      fail('environment', `${variable} ${problem}.`, `Set ${variable} as .env.example describes.`),
    );
    return [...failures, warn('environment', 'The other checks run once these issues are fixed.')];
  }
}
