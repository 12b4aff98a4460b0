import { Strategy } from 'passport-github2';
import type { Provider } from '../core/provider.js';
import {
  sanitizeText,
  parseEmail,
  assertJsonObject,
  parsePictureUrl,
  InvalidProfileError,
} from '../core/provider-profile.js';

/** What `github()` is given; set the endpoints for a GitHub Enterprise Server of your own. */
export interface GitHubOptions {
  clientId: string;
  clientSecret: string;
  authorizationUrl?: string | undefined;
  tokenUrl?: string | undefined;
  userUrl?: string | undefined;
  emailsUrl?: string | undefined;
}

/**
 * Login with GitHub: OAuth 2.0 and its REST API.
 *
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
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
      const person = assertJsonObject(user);
      const { id } = person;
      if (typeof id !== 'number' || !Number.isSafeInteger(id) || id <= 0) {
        throw new InvalidProfileError('GitHub answered no usable id');
      }
      const username = sanitizeText(person['login']);
      return {
        provider: 'github',
        subject: String(id),
        username,
        name: sanitizeText(person['name']) ?? username,
        ...primaryEmail(emails),
        picture: parsePictureUrl(person['avatar_url'], new URL(userUrl).origin),
      };
    },
  };
}

/** The primary address; verified only when GitHub says literally so. */
function primaryEmail(answer: unknown): { email: string | null; emailVerified: boolean } {
  if (!Array.isArray(answer)) throw new InvalidProfileError('GitHub answered no list of emails');
  const primary = answer.map(assertJsonObject).find((entry) => entry['primary'] === true);
  const email = parseEmail(primary?.['email']);
  return { email, emailVerified: email !== null && primary?.['verified'] === true };
}
