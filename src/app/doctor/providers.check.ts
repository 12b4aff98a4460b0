import type { Provider } from '../../social-auth/index.js';
import type { Environment } from '../environment.js';
import { fail, pass, warn, type CheckResult } from './check-result.js';

interface Registration {
  /** Where the callback URL is registered. */
  console: string;
  /** The authorization endpoint's host that the shape of ids is known of. */
  host: string;
  shape: RegExp;
  looks: string;
}

const REGISTRATIONS: Readonly<Record<string, Registration>> = {
  google: {
    console: 'https://console.cloud.google.com/apis/credentials',
    host: 'accounts.google.com',
    shape: /^\d+-[a-z0-9]+\.apps\.googleusercontent\.com$/,
    looks: 'number-letters.apps.googleusercontent.com',
  },
  github: {
    console: 'https://github.com/settings/developers',
    host: 'github.com',
    shape: /^([0-9a-f]{20}|Ov23\w{16}|Iv1\.[0-9a-f]{16}|Iv23\w{16})$/,
    looks: 'Ov23 or Iv23 and 16 letters, or 20 hexadecimal digits',
  },
};

/** Who people can log in with, by what name the app is known there, and what to register. */
export function checkProviders(
  { PUBLIC_URL, production }: Pick<Environment, 'PUBLIC_URL' | 'production'>,
  configured: Readonly<Record<string, Provider | undefined>>,
): CheckResult[] {
  const providers = Object.values(configured).filter((provider) => provider !== undefined);
  const missing = Object.keys(configured).filter((name) => configured[name] === undefined);
  if (production && providers.length === 0) {
    return [
      fail(
        'providers',
        'Nobody can log in: no provider is configured.',
        'Set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET, or those of GITHUB.',
      ),
    ];
  }
  return [
    ...providers.flatMap(checkClientIds),
    ...missing.map((name) => absent(name, production)),
    ...providers.map((provider) => callbackUrl(provider, PUBLIC_URL)),
  ];
}

/** What is odd about a client id; nothing is known of those at other servers. */
export function checkClientIds({
  name,
  label,
  clientId,
  authorizationUrl,
}: Provider): CheckResult[] {
  const known = REGISTRATIONS[name];
  if (known === undefined || new URL(authorizationUrl).host !== known.host) return [];
  if (known.shape.test(clientId)) {
    return [pass('providers', `The client id of ${label} has the shape of one.`)];
  }
  return [
    warn(
      'providers',
      `The client id of ${label} does not look like one (${known.looks}).`,
      `Copy ${name.toUpperCase()}_CLIENT_ID from ${known.console}`,
    ),
  ];
}

function absent(name: string, production: boolean): CheckResult {
  const variables = `${name.toUpperCase()}_CLIENT_ID and ${name.toUpperCase()}_CLIENT_SECRET`;
  return production
    ? warn('providers', `Login with ${name} is off: ${variables} are not set.`)
    : pass('providers', `The stand-in plays ${name}: ${variables} are not set.`);
}

function callbackUrl({ name, label }: Provider, publicUrl: string): CheckResult {
  const url = `${publicUrl.replace(/\/$/, '')}/auth/${name}/callback`;
  const where = REGISTRATIONS[name]?.console;
  const at = where === undefined ? label : `${label} (${where})`;
  return pass('callback URLs', `Register at ${at} exactly:\n${url}`);
}
