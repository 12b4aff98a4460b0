/** The name of an emulated provider. */
export type ProviderName = 'google' | 'github';

/**
 * An endpoint of a provider. Both providers have `authorize` and `token`. Google has `userinfo`, GitHub has `user` and
 * `emails`.
 */
export type Endpoint = 'authorize' | 'token' | 'userinfo' | 'user' | 'emails';

/** The names of all emulated providers. */
export const PROVIDERS: readonly ProviderName[] = ['google', 'github'];

/** The issuer in Google's callbacks (RFC 9207 §2). The emulator sends the same value as the real Google. */
export const GOOGLE_ISSUER = 'https://accounts.google.com';

/** The paths of the endpoints. They are the same as at the real providers. */
export const PATHS = {
  google: {
    authorize: '/o/oauth2/v2/auth',
    token: '/token',
    userinfo: '/oauth2/v3/userinfo',
  },
  github: {
    authorize: '/login/oauth/authorize',
    token: '/login/oauth/access_token',
    user: '/user',
    emails: '/user/emails',
  },
} as const;
