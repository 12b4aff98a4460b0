import { Strategy } from 'passport-oauth2';
import type { PassportProvider } from '../../core/provider.js';
import { assertJsonObject, InvalidProfileError } from '../../core/provider-profile.js';
import type { Preset } from './preset.js';

export const X: Preset = {
  name: 'x',
  label: 'X',
  source: 'https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token',
  readOn: '2026-11-30',
  differences: [
    'X has OAuth 2.0 without OpenID Connect, and requires PKCE. The subject is the ID of the user.',
    'A client with a secret must authenticate at the token endpoint with HTTP Basic.',
    'The profile is in the field `data` of the response.',
    'The email address is in the field `confirmed_email`. X returns it only to apps that have the permission to request it.',
  ],
};

/**
 * Options of `x()`.
 *
 * @publicApi
 */
export interface XOptions {
  /** Client ID of OAuth 2.0, not the API key of OAuth 1.0a. */
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Login with X (Twitter): OAuth 2.0 with the scopes `users.read`, `tweet.read` (which `users.read` requires) and
 * `users.email`.
 *
 * @see https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
 * @publicApi
 * @example
 * ```ts
 * providers: [x({ clientId, clientSecret })]
 * ```
 */
export function x({ clientId, clientSecret }: XOptions): PassportProvider {
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(':');
  return {
    name: X.name,
    label: X.label,
    clientId,
    clientSecret,
    scope: ['users.read', 'tweet.read', 'users.email'],
    strategy: Strategy,
    strategyOptions: {
      customHeaders: { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    },
    authorizationUrl: 'https://x.com/i/oauth2/authorize',
    tokenUrl: 'https://api.x.com/2/oauth2/token',
    profileUrls: {
      user: 'https://api.x.com/2/users/me?user.fields=profile_image_url,confirmed_email',
    },
    toProfile: ({ user }) => {
      const { data } = assertJsonObject(user);
      const {
        id,
        username,
        name,
        profile_image_url: picture,
        confirmed_email: email,
      } = assertJsonObject(data);
      if (typeof id !== 'string' || !/^\d{1,20}$/.test(id)) {
        throw new InvalidProfileError('X returned no valid id');
      }
      return { subject: id, username, name, email, emailVerified: true, picture };
    },
  };
}
