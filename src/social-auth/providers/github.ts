import { Strategy } from 'passport-github2';
import type { Provider } from '../core/provider.js';
import {
  displayText,
  emailAddress,
  expectObject,
  pictureURL,
  ProfileError,
} from '../core/provider-profile.js';

/** What `github()` is given; set the endpoints for a GitHub Enterprise Server of your own. */
export interface GitHubOptions {
  clientId: string;
  clientSecret: string;
  authorizationURL?: string | undefined;
  tokenURL?: string | undefined;
  userURL?: string | undefined;
  emailsURL?: string | undefined;
}

/**
 * Login with GitHub: OAuth 2.0 and its REST API.
 *
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 */
export function github(options: GitHubOptions): Provider {
  const userURL = options.userURL ?? 'https://api.github.com/user';
  return {
    name: 'github',
    label: 'GitHub',
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    scope: ['read:user', 'user:email'],
    strategy: Strategy,
    strategyOptions: {},
    authorizationURL: options.authorizationURL ?? 'https://github.com/login/oauth/authorize',
    tokenURL: options.tokenURL ?? 'https://github.com/login/oauth/access_token',
    profileURLs: { user: userURL, emails: options.emailsURL ?? `${userURL}/emails` },
    toProfile: ({ user, emails }) => {
      const person = expectObject(user);
      const { id } = person;
      if (typeof id !== 'number' || !Number.isSafeInteger(id) || id <= 0) {
        throw new ProfileError('GitHub answered no usable id');
      }
      const username = displayText(person['login']);
      return {
        provider: 'github',
        subject: String(id),
        username,
        name: displayText(person['name']) ?? username,
        ...primaryEmail(emails),
        picture: pictureURL(person['avatar_url'], new URL(userURL).origin),
      };
    },
  };
}

/** The primary address; verified only when GitHub says literally so. */
function primaryEmail(answer: unknown): { email: string | null; emailVerified: boolean } {
  if (!Array.isArray(answer)) throw new ProfileError('GitHub answered no list of emails');
  const primary = answer.map(expectObject).find((entry) => entry['primary'] === true);
  const email = emailAddress(primary?.['email']);
  return { email, emailVerified: email !== null && primary?.['verified'] === true };
}
