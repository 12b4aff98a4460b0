import type { FakeProvider } from '../provider/fake-provider.js';

/**
 * The public URL of all instances, as if they were behind a load balancer. It is plain http on localhost, because the
 * fake provider does not support TLS.
 */
export const PUBLIC_URL = 'http://localhost:3000';

export const SECRET = 'hT4vQz7LrW2mXc9KpB6nYd3FsG8jAe5uRiEo1wNk';

/** The client whose sessions are refreshed. */
export const CLIENT_ID = 'app';

/** Returns the environment of the reference app. */
export function appVariables(
  databaseUrl: string,
  { origin }: Pick<FakeProvider, 'origin'>,
): Record<string, string> {
  return {
    // Like production, this environment has no API page and no emulator. Production itself cannot be used, because it
    // rejects a provider without TLS.
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
