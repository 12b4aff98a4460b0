import { BROWSER_CLIENT_ID, validateRedirectUri, type OAuthClient } from './oauth-client.js';
import type { ConfigurationIssue } from './errors.js';
import type { Provider } from './provider.js';

const PLACEHOLDER =
  /change.?me|replace.?me|your.?secret|example|placeholder|secret.?secret|(.)\1{7}/i;

/** Provider names that are routes of the module: `/auth/<name>`. */
const RESERVED_PROVIDER_NAMES = new Set(['refresh', 'token', 'logout', 'sessions']);

/** Fix for a missing or weak secret. */
export const GENERATE_SECRET = 'Generate one with: openssl rand -base64 48';

/** The options that are validated together. */
export interface OptionsToValidate {
  publicUrl: string;
  secrets: readonly string[];
  providers: readonly Provider[];
  clients: readonly OAuthClient[];
  environment: 'production' | 'development';
}

/** Validates options whose types are correct. Returns an issue for each invalid option. */
export function validateOptions(options: OptionsToValidate): ConfigurationIssue[] {
  return [
    ...validateSecrets(options),
    ...validateProviders(options.providers),
    ...validateClients(options),
    ...validateForProduction(options),
  ];
}

function validateSecrets({ secrets }: OptionsToValidate): ConfigurationIssue[] {
  const issues = secrets.flatMap((secret, index) => {
    const problem =
      Buffer.byteLength(secret) < 32
        ? 'is shorter than 32 bytes'
        : PLACEHOLDER.test(secret)
          ? 'looks like a placeholder'
          : undefined;
    return problem === undefined
      ? []
      : [{ option: `secrets[${index}]`, problem, fix: GENERATE_SECRET }];
  });
  if (new Set(secrets).size === secrets.length) return issues;
  return [
    ...issues,
    { option: 'secrets', problem: 'contains the same secret twice', fix: 'List each secret once.' },
  ];
}

function validateProviders(providers: readonly Provider[]): ConfigurationIssue[] {
  const issues = providers.flatMap(({ name, clientId, clientSecret }) => {
    const option = providerOption(name);
    if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
      const problem = 'has a name that does not fit in a route';
      return [{ option, problem, fix: 'Use lower-case letters, digits and hyphens.' }];
    }
    if (RESERVED_PROVIDER_NAMES.has(name)) {
      const problem = `has the name of the route /auth/${name}`;
      return [{ option, problem, fix: 'Choose another name.' }];
    }
    if (clientId === '' || clientSecret === '') {
      const problem = 'has no client id or no client secret';
      return [{ option, problem, fix: 'Copy both from the developer console of the provider.' }];
    }
    return [];
  });
  const names = providers.map(({ name }) => name);
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...issues,
    ...repeated.map((name) => ({
      option: providerOption(name),
      problem: 'is listed twice',
      fix: 'Give each provider a name of its own.',
    })),
  ];
}

function validateClients({ clients }: OptionsToValidate): ConfigurationIssue[] {
  const registered = clients.flatMap(({ clientId, redirectUris }) =>
    redirectUris.map((uri) => ({ option: `clients "${clientId}"`, uri })),
  );
  const issues: ConfigurationIssue[] = registered.flatMap(({ option, uri }, index) => {
    const invalid = validateRedirectUri(uri);
    if (invalid !== undefined) return [{ option, problem: `redirect URI "${uri}" ${invalid}` }];
    const first = registered.findIndex((other) => other.uri === uri);
    return first === index
      ? []
      : [{ option, problem: `redirect URI "${uri}" is registered twice` }];
  });
  if (clients.some(({ clientId }) => clientId === BROWSER_CLIENT_ID)) {
    issues.push({
      option: `clients "${BROWSER_CLIENT_ID}"`,
      problem: 'has the client id that stands for browser sessions',
      fix: 'Choose another client id.',
    });
  }
  return issues;
}

function validateForProduction({
  environment,
  publicUrl,
  providers,
  secrets,
}: OptionsToValidate): ConfigurationIssue[] {
  if (environment !== 'production') return [];
  const issues: ConfigurationIssue[] = publicUrl.startsWith('https:')
    ? []
    : [
        {
          option: 'publicUrl',
          problem:
            'must be https in production, because browsers would send login cookies in clear text',
          fix: "Use the https address, or set environment: 'development' on your own machine.",
        },
      ];
  for (const provider of providers) {
    const option = providerOption(provider.name);
    if (endpoints(provider).some((url) => !url.startsWith('https:'))) {
      issues.push({
        option,
        problem:
          'has an endpoint that is not https, which production does not permit (is it an emulator?)',
        fix: 'Use the https endpoints of the provider.',
      });
    }
    if (secrets.includes(provider.clientSecret)) {
      issues.push({
        option,
        problem: 'has a client secret that is also listed in secrets',
        fix: `Replace the app secret. ${GENERATE_SECRET}`,
      });
    }
  }
  return issues;
}

const providerOption = (name: string) => `provider "${name}"`;

function endpoints({ authorizationUrl, tokenUrl, profileUrls }: Provider): string[] {
  return [authorizationUrl, tokenUrl, ...Object.values(profileUrls)];
}
