import { Strategy } from 'passport-google-oauth20';
import type { Provider } from '../core/provider.js';
import {
  sanitizeText,
  parseEmail,
  assertJsonObject,
  parsePictureUrl,
  InvalidProfileError,
} from '../core/provider-profile.js';

/** What `google()` is given; the endpoints are Google's own unless a proxy or a test stands between. */
export interface GoogleOptions {
  clientId: string;
  clientSecret: string;
  authorizationUrl?: string | undefined;
  tokenUrl?: string | undefined;
  userinfoUrl?: string | undefined;
}

/**
 * Login with Google: OpenID Connect's userinfo over OAuth 2.0.
 *
 * @see https://developers.google.com/identity/openid-connect/openid-connect
 */
export function google(options: GoogleOptions): Provider {
  const userinfoUrl = options.userinfoUrl ?? 'https://www.googleapis.com/oauth2/v3/userinfo';
  return {
    name: 'google',
    label: 'Google',
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    scope: ['openid', 'email', 'profile'],
    strategy: Strategy,
    strategyOptions: {},
    authorizationUrl: options.authorizationUrl ?? 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: options.tokenUrl ?? 'https://oauth2.googleapis.com/token',
    issuer: 'https://accounts.google.com',
    profileUrls: { userinfo: userinfoUrl },
    toProfile: ({ userinfo }) => {
      const claims = assertJsonObject(userinfo);
      const { sub } = claims;
      if (typeof sub !== 'string' || sub === '' || sub.length > 255) {
        throw new InvalidProfileError('Google answered no usable sub');
      }
      const email = parseEmail(claims['email']);
      return {
        provider: 'google',
        subject: sub,
        username: null,
        name: sanitizeText(claims['name']),
        email,
        emailVerified: email !== null && claims['email_verified'] === true,
        picture: parsePictureUrl(claims['picture'], new URL(userinfoUrl).origin),
      };
    },
  };
}
