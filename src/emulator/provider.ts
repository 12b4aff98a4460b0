/** The providers the stand-in speaks for. */
export type ProviderName = 'google' | 'github';

/** What a provider answers: Google has `userinfo`, GitHub has `user` and `emails`, both have the other two. */
export type Endpoint = 'authorize' | 'token' | 'userinfo' | 'user' | 'emails';

/** Every provider the stand-in speaks for. */
export const PROVIDERS: readonly ProviderName[] = ['google', 'github'];

/** The value Google puts in `iss`, also when the stand-in speaks for it (RFC 9207 §2). */
export const GOOGLE_ISSUER = 'https://accounts.google.com';

/** Where each provider's endpoints are on the stand-in's origin; the paths are the providers' own. */
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
