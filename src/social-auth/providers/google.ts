import { Strategy } from 'passport-google-oauth20';
import type { Provider } from '../core/provider.js';
import {
  displayText,
  emailAddress,
  expectObject,
  pictureURL,
  ProfileError,
} from '../core/provider-profile.js';

/** What `google()` is given; the endpoints are Google's own unless a proxy or a test stands between. */
export interface GoogleOptions {
  clientId: string;
  clientSecret: string;
  authorizationURL?: string | undefined;
  tokenURL?: string | undefined;
  userinfoURL?: string | undefined;
}

/**
 * Login with Google: OpenID Connect's userinfo over OAuth 2.0.
 *
 * @see https://developers.google.com/identity/openid-connect/openid-connect
 */
export function google(options: GoogleOptions): Provider {
  const userinfoURL = options.userinfoURL ?? 'https://www.googleapis.com/oauth2/v3/userinfo';
  return {
    name: 'google',
    label: 'Google',
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    scope: ['openid', 'email', 'profile'],
    strategy: Strategy,
    strategyOptions: {},
    authorizationURL: options.authorizationURL ?? 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenURL: options.tokenURL ?? 'https://oauth2.googleapis.com/token',
    issuer: 'https://accounts.google.com',
    profileURLs: { userinfo: userinfoURL },
    toProfile: ({ userinfo }) => {
      const claims = expectObject(userinfo);
      const { sub } = claims;
      if (typeof sub !== 'string' || sub === '' || sub.length > 255) {
        throw new ProfileError('Google answered no usable sub');
      }
      const email = emailAddress(claims['email']);
      return {
        provider: 'google',
        subject: sub,
        username: null,
        name: displayText(claims['name']),
        email,
        emailVerified: email !== null && claims['email_verified'] === true,
        picture: pictureURL(claims['picture'], new URL(userinfoURL).origin),
      };
    },
  };
}
