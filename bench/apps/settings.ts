import type { FakeProvider } from '../provider/fake-provider.js';

/**
 * The address people would use: a balancer's, behind which every instance has a port of its own. Plain
 * http on localhost, because the provider of a run speaks no TLS.
 */
export const PUBLIC_URL = 'http://localhost:3000';

export const SECRET = 'hT4vQz7LrW2mXc9KpB6nYd3FsG8jAe5uRiEo1wNk';

/** The app of its own whose sessions are refreshed. */
export const CLIENT_ID = 'app';

/** The environment of the reference app. */
export function appVariables(
  databaseUrl: string,
  { origin }: Pick<FakeProvider, 'origin'>,
): Record<string, string> {
  return {
    // No API page and no stand-in, as in production; which itself refuses a provider without TLS.
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PUBLIC_URL,
    DATABASE_URL: databaseUrl,
    APP_SECRET: SECRET,
    TRUSTED_PROXIES: 'loopback',
    CLIENT_REDIRECT_URIS: 'com.example.bench:/callback',
    GOOGLE_CLIENT_ID: 'bench',
    GOOGLE_CLIENT_SECRET: 'bench',
    GOOGLE_AUTHORIZATION_URL: `${origin}/authorize`,
    GOOGLE_TOKEN_URL: `${origin}/token`,
    GOOGLE_USERINFO_URL: `${origin}/userinfo`,
    GITHUB_CLIENT_ID: 'bench',
    GITHUB_CLIENT_SECRET: 'bench',
  };
}
