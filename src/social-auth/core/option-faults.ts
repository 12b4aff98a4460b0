import { BROWSER_CLIENT, redirectUriFault, type Client } from './client.js';
import type { Provider } from './provider.js';

const PLACEHOLDER =
  /change.?me|replace.?me|your.?secret|example|placeholder|secret.?secret|(.)\1{7}/i;

/** As much of the options as is checked against one another. */
export interface CheckedOptions {
  publicUrl: string;
  secrets: readonly string[];
  providers: readonly Provider[];
  clients: readonly Client[];
  environment: 'production' | 'development';
}

/** @returns what is wrong with options that have the right types, each fault with its mend. */
export function optionFaults(options: CheckedOptions): string[] {
  return [
    ...secretFaults(options),
    ...providerFaults(options.providers),
    ...clientFaults(options),
    ...productionFaults(options),
  ];
}

function secretFaults({ secrets }: CheckedOptions): string[] {
  const mend = 'make one with: openssl rand -base64 48';
  const faults = secrets.flatMap((secret, index) => {
    if (Buffer.byteLength(secret) < 32)
      return [`secrets[${index}] is shorter than 32 bytes; ${mend}`];
    if (PLACEHOLDER.test(secret)) return [`secrets[${index}] looks like a placeholder; ${mend}`];
    return [];
  });
  if (new Set(secrets).size < secrets.length) {
    faults.push('secrets repeats one secret; each may be listed once');
  }
  return faults;
}

function providerFaults(providers: readonly Provider[]): string[] {
  const faults = providers.flatMap(({ name, clientId, clientSecret }) => {
    if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
      return [`provider name "${name}" must be lower case letters, digits and dashes`];
    }
    if (RESERVED_NAMES.has(name))
      return [`provider name "${name}" is a route of ours; choose another`];
    if (clientId === '' || clientSecret === '')
      return [`provider "${name}" needs a client id and secret`];
    return [];
  });
  const names = providers.map(({ name }) => name);
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  return [...faults, ...repeated.map((name) => `provider "${name}" is listed twice`)];
}

function clientFaults({ clients }: CheckedOptions): string[] {
  const uris = clients.flatMap(({ redirectUris }) => redirectUris);
  const faults = uris.flatMap((uri) => {
    const fault = redirectUriFault(uri);
    return fault === undefined ? [] : [`redirect URI "${uri}" ${fault}`];
  });
  const repeated = uris.filter((uri, index) => uris.indexOf(uri) !== index);
  if (clients.some(({ clientId }) => clientId === BROWSER_CLIENT)) {
    faults.push(`client id "${BROWSER_CLIENT}" is taken: it means the browser sessions`);
  }
  return [...faults, ...repeated.map((uri) => `redirect URI "${uri}" is registered twice`)];
}

const RESERVED_NAMES = new Set(['refresh', 'token', 'logout', 'sessions']);

function productionFaults({
  environment,
  publicUrl,
  providers,
  secrets,
}: CheckedOptions): string[] {
  if (environment !== 'production') return [];
  const faults = publicUrl.startsWith('https:')
    ? []
    : ['publicUrl must be https in production: people would send their login cookies in clear'];
  for (const provider of providers) {
    if (endpoints(provider).some((url) => !url.startsWith('https:'))) {
      faults.push(
        `provider "${provider.name}" has an endpoint that is not https (a stand-in?), which production refuses`,
      );
    }
    if (secrets.includes(provider.clientSecret)) {
      faults.push(
        `provider "${provider.name}": its client secret is also an app secret; they must differ`,
      );
    }
  }
  return faults;
}

function endpoints({ authorizationURL, tokenURL, profileURLs }: Provider): string[] {
  return [authorizationURL, tokenURL, ...Object.values(profileURLs)];
}
