import {
  checkOptions,
  ConfigurationError,
  type SocialAuthOptions,
} from '../../social-auth/index.js';
import { fault, ok, remark, type Finding, type Topic } from './finding.js';

/** Stands in for a public URL that is wrong, so that the other options are checked all the same. */
const SOME_PUBLIC_URL = 'https://app.invalid';

/** The module's own check of its options, each fault under its topic and with its mend. */
export function optionFindings(options: SocialAuthOptions): Finding[] {
  const faults = new Set([
    ...faultsOf(options),
    ...faultsOf({ ...options, publicUrl: SOME_PUBLIC_URL }),
  ]);
  const findings = [...faults].map(asFinding);
  if (!findings.some(({ topic }) => topic === 'secrets')) findings.push(...secretFindings(options));
  return findings;
}

function faultsOf(options: SocialAuthOptions): readonly string[] {
  try {
    checkOptions(options);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
}

/** How an option's fault begins, and what to do when the fault itself does not say. */
const TOPICS: readonly [RegExp, Topic, string][] = [
  [
    /^publicUrl/,
    'public URL',
    'Set PUBLIC_URL to the https address people use, and let a proxy in front of the app speak https.',
  ],
  [/^secrets/, 'secrets', 'Make a secret with: openssl rand -base64 48, and set APP_SECRET to it.'],
  [
    /its client secret is also an app secret/,
    'secrets',
    'Make a new APP_SECRET with: openssl rand -base64 48',
  ],
  [
    /^provider/,
    'providers',
    'Unset the endpoints (…_URL) of this provider, or set them to https ones.',
  ],
  [/^(redirect URI|client)/, 'options', 'Mend CLIENT_REDIRECT_URIS, which lists them.'],
  [/^trustedProxies/, 'options', 'Mend TRUSTED_PROXIES, which lists them.'],
];

function asFinding(text: string): Finding {
  const [, topic, mend] = TOPICS.find(([start]) => start.test(text)) ?? [
    undefined,
    'options' as const,
    'See .env.example.',
  ];
  const [says = text] = topic === 'secrets' ? text.split('; make one') : [text];
  return fault(topic, `${inWordsOfTheEnvironment(says)}.`, mend);
}

/** The options are set by variables here: these are the names that people know. */
function inWordsOfTheEnvironment(text: string): string {
  return text
    .replace(/^publicUrl:?/, 'PUBLIC_URL')
    .replace(/^secrets\[(\d+)\]/, (_, index) => `Secret ${Number(index) + 1} of APP_SECRET`)
    .replace(/^secrets:?/, 'APP_SECRET')
    .replace(
      /^trustedProxies\.(\d+):/,
      (_, index) => `Entry ${Number(index) + 1} of TRUSTED_PROXIES`,
    )
    .replace(/^provider /, 'Provider ');
}

function secretFindings({ secrets, providers, environment }: SocialAuthOptions): Finding[] {
  const shared = providers.filter(({ clientSecret }) => secrets.includes(clientSecret));
  if (environment !== 'production' && shared.length > 0) {
    return shared.map(({ label }) =>
      remark(
        'secrets',
        `The client secret of ${label} is also the app secret, which production refuses.`,
        'Make a new APP_SECRET with: openssl rand -base64 48',
      ),
    );
  }
  const count =
    secrets.length === 1 ? 'The app secret is' : `All ${secrets.length} app secrets are`;
  return [ok('secrets', `${count} long enough and no placeholder.`)];
}
