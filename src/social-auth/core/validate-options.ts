import { BROWSER_CLIENT_ID, validateRedirectUri, type OAuthClient } from './oauth-client.js';
import type { ConfigurationIssue } from './errors.js';
import { providerUrls } from './provider-urls.js';
import type { Provider } from './provider.js';
import { validatePages, type PagesToValidate } from './validate-pages.js';
import { providerOption, validateProviders } from './validate-providers.js';

const PLACEHOLDER =
  /change.?me|replace.?me|your.?secret|example|placeholder|secret.?secret|(.)\1{7}/i;

/** Fix for a missing or weak secret. */
export const GENERATE_SECRET = 'Generate one with: openssl rand -base64 48';

/** The options that are validated together. */
export interface OptionsToValidate extends PagesToValidate {
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
    ...validatePages(options),
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
      problem: 'has the client id that is reserved for browser sessions',
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
    if (providerUrls(provider).some((url) => !url.startsWith('https:'))) {
      issues.push({
        option,
        problem:
          'has an endpoint that is not https, which production does not permit (is it an emulator?)',
        fix: 'Use the https endpoints of the provider.',
      });
    }
    if (secrets.includes(provider.clientSecret ?? '')) {
      issues.push({
        option,
        problem: 'has a client secret that is also listed in secrets',
        fix: `Replace the app secret. ${GENERATE_SECRET}`,
      });
    }
  }
  return issues;
}
