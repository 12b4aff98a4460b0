import type { ClientRegistry } from './oauth/client-registry.js';
import { GOOGLE_ISSUER, PATHS } from './provider.js';

/** The credentials and endpoints with which an application uses the emulated Google. */
export interface GoogleClientConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly userinfoUrl: string;
  /** The `iss` parameter of callbacks: the issuer of the real Google (RFC 9207 §2). */
  readonly issuer: string;
}

/** The credentials and endpoints with which an application uses the emulated GitHub. */
export interface GitHubClientConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly userUrl: string;
  readonly emailsUrl: string;
}

/** Returns the configuration of the first Google client for an emulator at `origin`. */
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

/** Returns the configuration of the first GitHub client for an emulator at `origin`. */
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
