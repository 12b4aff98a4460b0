import { Strategy } from 'passport-github2';
import type { BuiltInProvider } from '../core/provider.js';
import {
  assertJsonObject,
  InvalidProfileError,
  parseEmail,
  parsePictureUrl,
  sanitizeText,
  type ProviderProfile,
} from '../core/provider-profile.js';
import { requireMembership } from './github-organization.js';
import { githubTokenAccess } from './github-token-access.js';

/**
 * Options of `github()`. Set the URLs for GitHub Enterprise Server.
 *
 * @publicApi
 */
export interface GitHubOptions {
  /** Client ID of the OAuth app. */
  clientId: string;
  /** Client secret of the OAuth app. */
  clientSecret: string;
  /** Default: `https://github.com/login/oauth/authorize`. */
  authorizationUrl?: string | undefined;
  /** Default: `https://github.com/login/oauth/access_token`. */
  tokenUrl?: string | undefined;
  /** Default: `https://api.github.com/user`. */
  userUrl?: string | undefined;
  /** Default: `userUrl` with `/emails`. */
  emailsUrl?: string | undefined;
  /** Scopes in addition to the scopes of a login. Default: none. */
  additionalScopes?: readonly string[] | undefined;
  /** Further parameters of every authorization request, such as `{ allow_signup: 'false' }`. Default: none. */
  authorizationParams?: Readonly<Record<string, string>> | undefined;
  /**
   * The organization whose members may sign in, by the name in its URL. The scope `read:org` is added. Memberships that are
   * pending are refused. Default: everyone may sign in.
   */
  organization?: string;
  /** The team of `organization` whose members may sign in, by the name in its URL. Default: every member. */
  team?: string;
  /** Default: the path `/applications/{client_id}/grant` of the API of `userUrl`. */
  revocationUrl?: string | undefined;
  /** Whether the tokens of logins are kept, to call GitHub's API. Default: `false`. */
  tokens?: boolean | undefined;
}

/**
 * Login with GitHub: OAuth 2.0 with the scopes `read:user` and `user:email`, and the REST API.
 *
 * The email address is the primary one if it is verified, otherwise another verified address. A login does not require an
 * address, because GitHub returns none to a GitHub App without the permission "Email addresses", or if the user did not
 * grant the scope `user:email`.
 *
 * @throws ConfigurationError when `organization` or `team` is invalid
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 * @publicApi
 * @example
 * ```ts
 * providers: [github({ clientId: env.GITHUB_CLIENT_ID, clientSecret: env.GITHUB_CLIENT_SECRET })]
 * ```
 */
export function github(options: GitHubOptions): BuiltInProvider {
  const userUrl = options.userUrl ?? 'https://api.github.com/user';
  const isRestricted = 'organization' in options || 'team' in options;
  return {
    name: 'github',
    label: 'GitHub',
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    scope: [
      'read:user',
      'user:email',
      ...(isRestricted ? ['read:org'] : []),
      ...(options.additionalScopes ?? []),
    ],
    authorizationParams: options.authorizationParams,
    prompts: ['select_account'],
    strategy: Strategy,
    authorizationUrl: options.authorizationUrl ?? 'https://github.com/login/oauth/authorize',
    tokenUrl: options.tokenUrl ?? 'https://github.com/login/oauth/access_token',
    tokens: options.tokens ?? false,
    tokenAccess: githubTokenAccess({
      clientId: options.clientId,
      clientSecret: options.clientSecret,
      url: options.revocationUrl ?? revocationUrl(userUrl, options.clientId),
    }),
    profileUrls: { user: userUrl, emails: options.emailsUrl ?? `${userUrl}/emails` },
    ...(isRestricted && requireMembership(options, userUrl)),
    optionalProfileUrls: {
      emails:
        'the account permission "Email addresses" (read-only) to the GitHub App, or the scope user:email to the OAuth app',
    },
    toProfile: ({ user, emails }) => {
      const account = assertJsonObject(user);
      const { id } = account;
      if (typeof id !== 'number' || !Number.isSafeInteger(id) || id <= 0) {
        throw new InvalidProfileError('GitHub returned no valid id');
      }
      const username = sanitizeText(account['login']);
      return {
        provider: 'github',
        subject: String(id),
        username,
        name: sanitizeText(account['name']) ?? username,
        ...selectEmail(emails),
        picture: parsePictureUrl(account['avatar_url'], new URL(userUrl).origin),
      };
    },
  };
}

/** Returns the endpoint in the same API as `userUrl`. On a GitHub Enterprise Server, the API has a path. */
function revocationUrl(userUrl: string, clientId: string): string {
  return userUrl.replace(/\/user$/, `/applications/${encodeURIComponent(clientId)}/grant`);
}

type EmailFields = Pick<ProviderProfile, 'email' | 'emailVerified' | 'isEmailWithheld'>;

/** The domains of GitHub's noreply addresses, also of a GitHub Enterprise Server. They accept no email. */
const NOREPLY = /@(users\.)?noreply\./i;

/**
 * Selects the email address for contact, in this order: the primary one if it is verified, the first verified one that
 * accepts email, the first verified one, the primary one.
 *
 * An address is verified only if GitHub returned the boolean `true`.
 *
 * @see https://docs.github.com/en/rest/users/emails
 */
function selectEmail(emails: unknown): EmailFields {
  if (emails === undefined) return { email: null, emailVerified: false, isEmailWithheld: true };
  if (!Array.isArray(emails)) throw new InvalidProfileError('GitHub returned no list of emails');
  const entries = emails.map(assertJsonObject).map((entry) => ({
    email: parseEmail(entry['email']),
    isPrimary: entry['primary'] === true,
    isVerified: entry['verified'] === true,
  }));
  const valid = entries.filter(({ email }) => email !== null);
  const verified = valid.filter(({ isVerified }) => isVerified);
  const selected =
    verified.find(({ isPrimary }) => isPrimary) ??
    verified.find(({ email }) => !NOREPLY.test(email ?? '')) ??
    verified[0] ??
    valid.find(({ isPrimary }) => isPrimary);
  return { email: selected?.email ?? null, emailVerified: selected?.isVerified ?? false };
}
