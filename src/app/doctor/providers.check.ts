import type { BuiltInProvider } from '../../social-auth/index.js';
import type { Environment } from '../environment.js';
import { fail, pass, warn, type CheckResult } from './check-result.js';
import type { ClockReading } from './clock.check.js';
import { describeProbeError, probeOptions } from './probe.js';

interface KnownProvider {
  /** The page where the callback URL is registered. */
  console: string;
  /**
   * The host of the authorization server. The format of client ids is checked only for this host, because other
   * servers, such as the emulator, use other formats.
   */
  host: string;
  clientId: RegExp;
  clientIdFormat: string;
}

const KNOWN_PROVIDERS: Readonly<Record<string, KnownProvider>> = {
  google: {
    console: 'https://console.cloud.google.com/apis/credentials',
    host: 'accounts.google.com',
    clientId: /^\d+-[a-z0-9]+\.apps\.googleusercontent\.com$/,
    clientIdFormat: '<digits>-<letters>.apps.googleusercontent.com',
  },
  github: {
    console: 'https://github.com/settings/developers',
    host: 'github.com',
    clientId: /^([0-9a-f]{20}|Ov23\w{16}|Iv1\.[0-9a-f]{16}|Iv23\w{16})$/,
    clientIdFormat: 'Ov23 or Iv23 and 16 characters, or 20 hexadecimal digits',
  },
};

/** Checks which providers are configured and lists the callback URLs to register. Sends no requests. */
export function checkProviders(
  { PUBLIC_URL, production }: Pick<Environment, 'PUBLIC_URL' | 'production'>,
  configured: Readonly<Record<string, BuiltInProvider | undefined>>,
): CheckResult[] {
  const providers = Object.values(configured).filter((provider) => provider !== undefined);
  const missing = Object.keys(configured).filter((name) => configured[name] === undefined);
  if (production && providers.length === 0) {
    return [
      fail(
        'providers',
        'No provider is configured, so users cannot sign in.',
        'Set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET, or GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET.',
      ),
    ];
  }
  return [
    ...providers.flatMap(checkClientId),
    ...missing.map((name) => describeMissing(name, production)),
    ...providers.map((provider) => describeCallbackUrl(provider, PUBLIC_URL)),
  ];
}

function checkClientId({
  name,
  label,
  clientId,
  authorizationUrl,
}: BuiltInProvider): CheckResult[] {
  const known = KNOWN_PROVIDERS[name];
  if (known === undefined || new URL(authorizationUrl).host !== known.host) return [];
  if (known.clientId.test(clientId)) {
    return [pass('providers', `The client id of ${label} has the expected format.`)];
  }
  return [
    warn(
      'providers',
      `The client id of ${label} does not have the expected format (${known.clientIdFormat}).`,
      `Copy ${name.toUpperCase()}_CLIENT_ID from ${known.console}`,
    ),
  ];
}

function describeMissing(name: string, production: boolean): CheckResult {
  const variables = `${name.toUpperCase()}_CLIENT_ID and ${name.toUpperCase()}_CLIENT_SECRET`;
  return production
    ? warn('providers', `Login with ${name} is disabled: ${variables} are not set.`)
    : pass('providers', `The emulator replaces ${name}: ${variables} are not set.`);
}

function describeCallbackUrl({ name, label }: BuiltInProvider, publicUrl: string): CheckResult {
  const callbackUrl = `${publicUrl.replace(/\/$/, '')}/auth/${name}/callback`;
  const known = KNOWN_PROVIDERS[name];
  const console = known === undefined ? '' : ` (${known.console})`;
  return pass('callback URLs', `Register exactly this URL at ${label}${console}:\n${callbackUrl}`);
}

/** Whether a provider is reachable. Contains the time of the provider if its response has a Date header. */
export interface ProviderProbe {
  result: CheckResult;
  reading: ClockReading | undefined;
}

/**
 * Sends a HEAD request without credentials to the token endpoint. Any response means that the provider is reachable.
 */
export async function probeProvider(
  { label, name, tokenUrl }: BuiltInProvider,
  production: boolean,
  request: typeof fetch,
): Promise<ProviderProbe> {
  const { host } = new URL(tokenUrl);
  const startedAt = Date.now();
  try {
    const { status, headers } = await request(tokenUrl, { method: 'HEAD', ...probeOptions() });
    const result =
      status < 500
        ? pass('providers', `${label} is reachable at ${host}.`)
        : warn('providers', `${label} returned HTTP ${status} at ${host}.`);
    return { result, reading: readClock(host, headers.get('date'), startedAt) };
  } catch (error) {
    const message = `${label} is not reachable at ${host} (${describeProbeError(error)}).`;
    const fix = `Allow outgoing connections to ${host}, or correct ${name.toUpperCase()}_TOKEN_URL.`;
    return { result: (production ? fail : warn)('providers', message, fix), reading: undefined };
  }
}

/**
 * Reads the clock of a server from its Date header. Adds half a second, because the header is truncated to whole
 * seconds.
 */
function readClock(
  source: string,
  date: string | null,
  startedAt: number,
): ClockReading | undefined {
  const time = Date.parse(date ?? '');
  if (Number.isNaN(time)) return undefined;
  return { source, skewMs: (startedAt + Date.now()) / 2 - (time + 500) };
}
