import { Strategy } from 'passport-github2';
import type { Provider } from '../core/provider.js';
import {
  assertJsonObject,
  InvalidProfileError,
  parseEmail,
  parsePictureUrl,
  sanitizeText,
} from '../core/provider-profile.js';

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
}

/**
 * Login with GitHub: OAuth 2.0 with the scopes `read:user` and `user:email`, and the REST API.
 *
 * The email address is the primary one. It is verified if GitHub says so.
 *
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 * @publicApi
 * @example
 * ```ts
 * providers: [github({ clientId: env.GITHUB_CLIENT_ID, clientSecret: env.GITHUB_CLIENT_SECRET })]
 * ```
 */
export function github(options: GitHubOptions): Provider {
  const userUrl = options.userUrl ?? 'https://api.github.com/user';
  return {
    name: 'github',
    label: 'GitHub',
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    scope: ['read:user', 'user:email'],
    strategy: Strategy,
    strategyOptions: {},
    authorizationUrl: options.authorizationUrl ?? 'https://github.com/login/oauth/authorize',
    tokenUrl: options.tokenUrl ?? 'https://github.com/login/oauth/access_token',
    profileUrls: { user: userUrl, emails: options.emailsUrl ?? `${userUrl}/emails` },
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
        ...primaryEmail(emails),
        picture: parsePictureUrl(account['avatar_url'], new URL(userUrl).origin),
      };
    },
  };
}

/** Returns the primary email address. It is verified only if GitHub returned the boolean `true`. */
function primaryEmail(emails: unknown): { email: string | null; emailVerified: boolean } {
  if (!Array.isArray(emails)) throw new InvalidProfileError('GitHub returned no list of emails');
  const primary = emails.map(assertJsonObject).find((entry) => entry['primary'] === true);
  const email = parseEmail(primary?.['email']);
  return { email, emailVerified: email !== null && primary?.['verified'] === true };
}
