import {
  checkOptions,
  ConfigurationError,
  type ConfigurationIssue,
  type SocialAuthOptions,
} from '../../social-auth/index.js';
import { fail, pass, warn, type CheckResult, type Topic } from './check-result.js';

/** Replaces an invalid public URL, so that the remaining options are checked as well. */
const PLACEHOLDER_PUBLIC_URL = 'https://app.invalid';

/** Validates the module's options and names each invalid one by its environment variable. */
export function checkModuleOptions(options: SocialAuthOptions): CheckResult[] {
  const issues = [
    ...issuesOf(options),
    ...issuesOf({ ...options, publicUrl: PLACEHOLDER_PUBLIC_URL }),
  ];
  const results = issues.map(toCheckResult);
  const unique = [...new Map(results.map((result) => [result.message, result])).values()];
  const isSecretsReported = unique.some(({ topic }) => topic === 'secrets');
  return isSecretsReported ? unique : [...unique, ...checkSecrets(options)];
}

function issuesOf(options: SocialAuthOptions): readonly ConfigurationIssue[] {
  try {
    checkOptions(options);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.issues;
    throw error;
  }
}

/** The environment variable behind each option, and what to do when the issue itself does not say. */
const VARIABLES: Readonly<Record<string, { topic: Topic; variable: string; fix: string }>> = {
  publicUrl: {
    topic: 'public URL',
    variable: 'PUBLIC_URL',
    fix: 'Set PUBLIC_URL to the https address people use. TLS may end at a proxy in front of the app.',
  },
  secrets: { topic: 'secrets', variable: 'APP_SECRET', fix: 'Replace APP_SECRET.' },
  provider: {
    topic: 'providers',
    variable: 'Provider',
    fix: 'Unset the endpoint variables (…_URL) of this provider, or set them to https URLs.',
  },
  clients: {
    topic: 'options',
    variable: 'CLIENT_REDIRECT_URIS',
    fix: 'Correct CLIENT_REDIRECT_URIS.',
  },
  trustedProxies: {
    topic: 'options',
    variable: 'TRUSTED_PROXIES',
    fix: 'Correct TRUSTED_PROXIES.',
  },
};

function toCheckResult({ option, problem, fix }: ConfigurationIssue): CheckResult {
  const [, name = option, rest = ''] = /^([A-Za-z]+)(.*)$/.exec(option) ?? [];
  const known = VARIABLES[name];
  if (known === undefined)
    return fail('options', `${option} ${problem}.`, fix ?? 'See .env.example.');
  const entry = /^\[(\d+)\]/.exec(rest)?.[1];
  const subject =
    entry === undefined
      ? known.variable + (name === 'provider' ? rest : '')
      : `Entry ${Number(entry) + 1} of ${known.variable}`;
  return fail(
    known.topic,
    `${subject} ${problem}.`,
    name === 'publicUrl' ? known.fix : (fix ?? known.fix),
  );
}

function checkSecrets({ secrets, providers, environment }: SocialAuthOptions): CheckResult[] {
  const shared = providers.filter(({ clientSecret }) => secrets.includes(clientSecret));
  if (environment !== 'production' && shared.length > 0) {
    return shared.map(({ label }) =>
      warn(
        'secrets',
        `The client secret of ${label} is also the app secret, which production refuses.`,
        'Generate a new APP_SECRET with: openssl rand -base64 48',
      ),
    );
  }
  const subject =
    secrets.length === 1 ? 'The app secret is' : `All ${secrets.length} app secrets are`;
  return [pass('secrets', `${subject} long enough and not a placeholder.`)];
}
