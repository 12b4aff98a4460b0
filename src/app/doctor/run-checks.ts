import { randomBytes } from 'node:crypto';
import { EnvironmentError, readEnvironment, type Environment } from '../environment.js';
import { configuredProviders, moduleOptions } from '../provider-setup.js';
import { checkPublicUrl } from './public-url.check.js';
import { checkClock } from './clock.check.js';
import { checkDatabase } from './database.check.js';
import { fail, pass, warn, type CheckResult } from './check-result.js';
import { checkModuleOptions } from './options.check.js';
import { checkProviders } from './providers.check.js';
import { probeProvider } from './provider-probe.js';
import { probePublicUrl } from './public-url-probe.js';

/** What the doctor works with; it opens nothing else. */
export interface DiagnosticsContext {
  variables: Readonly<Record<string, string | undefined>>;
  migrationsDirectory: string;
  /** Asks the public URL and the providers. */
  request: typeof fetch;
}

/** Checks the whole set-up that the app would start with; changes and starts nothing. */
export async function runChecks({
  variables,
  migrationsDirectory,
  request,
}: DiagnosticsContext): Promise<CheckResult[]> {
  const env = readOrFindings(variables);
  if (Array.isArray(env)) return env;
  const providers = Object.values(configuredProviders(env)).filter((each) => each !== undefined);
  const [address, database, ...probes] = await Promise.all([
    probePublicUrl(env, request),
    checkDatabase(env.DATABASE_URL, migrationsDirectory),
    ...providers.map((provider) => probeProvider(provider, env.production, request)),
  ]);
  const readings = [...probes.map(({ reading }) => reading), database.reading];
  return [
    pass('environment', `The environment is complete, for ${env.NODE_ENV}.`),
    ...runStartupChecks(env),
    ...address,
    ...probes.map(({ finding }) => finding),
    ...database.findings,
    ...checkClock(readings.filter((reading) => reading !== undefined)),
  ];
}

/** The checks that ask nobody: quick enough for every start. */
export function runStartupChecks(env: Environment): CheckResult[] {
  const configured = configuredProviders(env);
  const providers = Object.values(configured).filter((each) => each !== undefined);
  // In development the app makes and keeps one of its own, which is as long and as random.
  const secrets = env.APP_SECRET ?? [randomBytes(48).toString('base64url')];
  return [
    ...checkPublicUrl(env),
    ...checkModuleOptions(moduleOptions(env, providers, secrets)),
    ...checkProviders(env, configured),
  ];
}

function readOrFindings(variables: DiagnosticsContext['variables']): Environment | CheckResult[] {
  try {
    return readEnvironment(variables);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    const faults = error.faults.map((text) =>
      fail('environment', `${text}.`, `Set ${text.split(' ')[0]}; .env.example explains it.`),
    );
    return [...faults, warn('environment', 'The rest is checked once these are mended.')];
  }
}
