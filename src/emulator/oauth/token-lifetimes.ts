import type { AuthorizationRequest } from './authorization-request.js';

/** The lifetimes of tokens in milliseconds. Tokens with the lifetime `Infinity` do not expire. */
export interface TokenLifetimes {
  readonly accessTokenMs: number;
  readonly refreshTokenMs: number;
}

/** Access tokens expire after an hour (developers.google.com/identity/protocols/oauth2/web-server). */
const GOOGLE: TokenLifetimes = { accessTokenMs: 3_599_000, refreshTokenMs: Infinity };

/** Tokens of an OAuth app do not expire (docs.github.com/apps/oauth-apps). */
const GITHUB_OAUTH_APP: TokenLifetimes = { accessTokenMs: Infinity, refreshTokenMs: Infinity };

/** Eight hours and six months (docs.github.com, "Refreshing user access tokens"). */
const GITHUB_APP: TokenLifetimes = { accessTokenMs: 28_800_000, refreshTokenMs: 15_811_200_000 };

/** Returns the lifetimes of tokens at the real provider. */
export function defaultLifetimes({ provider, client }: AuthorizationRequest): TokenLifetimes {
  if (provider === 'google') {
    return GOOGLE;
  }
  return client.type === 'github-app' ? GITHUB_APP : GITHUB_OAUTH_APP;
}
