import type { ClientRegistry } from './client-registry.js';
import { GOOGLE_ISSUER, PATHS } from './provider.js';

/** What an application is configured with to use Google, here the stand-in. */
export interface GoogleClientConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly userinfoUrl: string;
  /** What `iss` is in the redirect back: the real Google's issuer (RFC 9207). */
  readonly issuer: string;
}

/** What an application is configured with to use GitHub, here the stand-in. */
export interface GitHubClientConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly userUrl: string;
  readonly emailsUrl: string;
}

/** What to configure so that Google is the stand-in at `origin`. */
export function googleClientConfig(clients: ClientRegistry, origin: string): GoogleClientConfig {
  const { clientId, clientSecret } = clients.first('google');
  const { authorize, token, userinfo } = PATHS.google;
  return {
    clientId,
    clientSecret,
    authorizationUrl: origin + authorize,
    tokenUrl: origin + token,
    userinfoUrl: origin + userinfo,
    issuer: GOOGLE_ISSUER,
  };
}

/** What to configure so that GitHub is the stand-in at `origin`. */
export function githubClientConfig(clients: ClientRegistry, origin: string): GitHubClientConfig {
  const { clientId, clientSecret } = clients.first('github');
  const { authorize, token, user, emails } = PATHS.github;
  return {
    clientId,
    clientSecret,
    authorizationUrl: origin + authorize,
    tokenUrl: origin + token,
    userUrl: origin + user,
    emailsUrl: origin + emails,
  };
}
