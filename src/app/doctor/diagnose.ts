import { randomBytes } from 'node:crypto';
import { EnvironmentError, readEnvironment, type Environment } from '../environment.js';
import { configuredProviders, loginOptions } from '../login-configuration.js';
import { addressFindings } from './address-findings.js';
import { clockFindings } from './clock-findings.js';
import { probeDatabase } from './database-findings.js';
import { fault, ok, remark, type Finding } from './finding.js';
import { optionFindings } from './option-findings.js';
import { providerFindings } from './provider-findings.js';
import { probeProvider } from './provider-probe.js';
import { probePublicUrl } from './public-url-probe.js';

/** What the doctor works with; it opens nothing else. */
export interface Surgery {
  variables: Readonly<Record<string, string | undefined>>;
  migrationsDirectory: string;
  /** Asks the public URL and the providers. */
  request: typeof fetch;
}

/** Checks the whole set-up that the app would start with; changes and starts nothing. */
export async function diagnose({
  variables,
  migrationsDirectory,
  request,
}: Surgery): Promise<Finding[]> {
  const env = readOrFindings(variables);
  if (Array.isArray(env)) return env;
  const providers = Object.values(configuredProviders(env)).filter((each) => each !== undefined);
  const [address, database, ...probes] = await Promise.all([
    probePublicUrl(env, request),
    probeDatabase(env.DATABASE_URL, migrationsDirectory),
    ...providers.map((provider) => probeProvider(provider, env.production, request)),
  ]);
  const readings = [...probes.map(({ reading }) => reading), database.reading];
  return [
    ok('environment', `The environment is complete, for ${env.NODE_ENV}.`),
    ...quickFindings(env),
    ...address,
    ...probes.map(({ finding }) => finding),
    ...database.findings,
    ...clockFindings(readings.filter((reading) => reading !== undefined)),
  ];
}

/** The checks that ask nobody: quick enough for every start. */
export function quickFindings(env: Environment): Finding[] {
  const configured = configuredProviders(env);
  const providers = Object.values(configured).filter((each) => each !== undefined);
  // In development the app makes and keeps one of its own, which is as long and as random.
  const secrets = env.APP_SECRET ?? [randomBytes(48).toString('base64url')];
  return [
    ...addressFindings(env),
    ...optionFindings(loginOptions(env, providers, secrets)),
    ...providerFindings(env, configured),
  ];
}

function readOrFindings(variables: Surgery['variables']): Environment | Finding[] {
  try {
    return readEnvironment(variables);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    const faults = error.faults.map((text) =>
      fault('environment', `${text}.`, `Set ${text.split(' ')[0]}; .env.example explains it.`),
    );
    return [...faults, remark('environment', 'The rest is checked once these are mended.')];
  }
}
