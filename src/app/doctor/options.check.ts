import {
  checkOptions,
  ConfigurationError,
  type ConfigurationIssue,
  type SocialAuthOptions,
} from '../../social-auth/index.js';
import { fail, pass, type CheckResult, type Topic } from './check-result.js';

/**
 * Replaces the public URL in a second validation, because an invalid public URL prevents the check of other options.
 */
const PLACEHOLDER_PUBLIC_URL = 'https://app.invalid';

/** Validates the options of `SocialAuthModule`. Names the environment variable of each invalid option. */
export function checkModuleOptions(options: SocialAuthOptions): CheckResult[] {
  const results = [options, { ...options, publicUrl: PLACEHOLDER_PUBLIC_URL }]
    .flatMap(findIssues)
    .map(toCheckResult);
  const unique = [...new Map(results.map((result) => [result.message, result])).values()];
  if (unique.some(({ topic }) => topic === 'secrets')) return unique;
  return [...unique, pass('secrets', 'The app secret is long enough and not a placeholder.')];
}

function findIssues(options: SocialAuthOptions): readonly ConfigurationIssue[] {
  try {
    checkOptions(options);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.issues;
    throw error;
  }
}

/** The environment variable of each option, with a fix for issues that contain none. */
const VARIABLES: Readonly<Record<string, { topic: Topic; variable: string; fix: string }>> = {
  publicUrl: {
    topic: 'public URL',
    variable: 'PUBLIC_URL',
    fix: 'Set PUBLIC_URL to the https address of the app. A proxy may terminate TLS.',
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
  rateLimits: {
    topic: 'options',
    variable: 'RATE_LIMITS',
    fix: 'Correct RATE_LIMITS. Its names are login, callback, invalidCallback, token, refresh and invalidRefresh.',
  },
  trustedProxies: {
    topic: 'options',
    variable: 'TRUSTED_PROXIES',
    fix: 'Correct TRUSTED_PROXIES.',
  },
};

function toCheckResult({ option, problem, fix }: ConfigurationIssue): CheckResult {
  const [, name = option, detail = ''] = /^([A-Za-z]+)(.*)$/.exec(option) ?? [];
  const known = VARIABLES[name];
  if (known === undefined) {
    return fail('options', `${option} ${problem}.`, fix ?? 'See .env.example.');
  }
  const index = /^\[(\d+)\]/.exec(detail)?.[1];
  const subject =
    index === undefined
      ? known.variable + (name === 'provider' || name === 'rateLimits' ? detail : '')
      : `Entry ${Number(index) + 1} of ${known.variable}`;
  // The fix that `SocialAuthModule` suggests for the public URL is an option for which there is no environment
  // variable.
  const variableFix = name === 'publicUrl' ? known.fix : (fix ?? known.fix);
  return fail(known.topic, `${subject} ${problem}.`, variableFix);
}
