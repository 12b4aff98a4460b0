import type { ClientRegistry } from './oauth/client-registry.js';
import { PATHS } from './provider.js';

/** The credentials and endpoints with which an application uses the emulated Google. */
export interface GoogleClientConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The issuer in callbacks, id_tokens and the discovery document. */
  readonly issuer: string;
  readonly discoveryUrl: string;
  readonly jwksUrl: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly revocationUrl: string;
  readonly userinfoUrl: string;
  /** The base of the APIs, `https://www.googleapis.com` at the real Google. */
  readonly apiUrl: string;
}

/** The credentials and endpoints with which an application uses the emulated GitHub. */
export interface GitHubClientConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  /** Deletes the authorization of the application by a user. `/token` instead of `/grant` deletes one token. */
  readonly revocationUrl: string;
  readonly userUrl: string;
  readonly emailsUrl: string;
  /** The base of the API, `https://api.github.com` at the real GitHub. */
  readonly apiUrl: string;
}

/** The origin of an emulator and the issuer of its Google. */
interface EmulatorAddress {
  readonly origin: string;
  readonly issuer: string;
}

/** Returns the configuration of the first Google client. */
export function googleClientConfig(
  clients: ClientRegistry,
  { origin, issuer }: EmulatorAddress,
): GoogleClientConfig {
  const { clientId, clientSecret } = clients.first('google');
  const { discovery, jwks, authorize, token, revoke, userinfo } = PATHS.google;
  return {
    clientId,
    clientSecret,
    issuer,
    discoveryUrl: origin + discovery,
    jwksUrl: origin + jwks,
    authorizationUrl: origin + authorize,
    tokenUrl: origin + token,
    revocationUrl: origin + revoke,
    userinfoUrl: origin + userinfo,
    apiUrl: origin,
  };
}

/** Returns the configuration of the first GitHub client. */
export function githubClientConfig(
  clients: ClientRegistry,
  { origin }: Pick<EmulatorAddress, 'origin'>,
): GitHubClientConfig {
  const { clientId, clientSecret } = clients.first('github');
  const { authorize, token, revokeGrant, user, emails } = PATHS.github;
  return {
    clientId,
    clientSecret,
    authorizationUrl: origin + authorize,
    tokenUrl: origin + token,
    revocationUrl: origin + revokeGrant.replace('{client_id}', encodeURIComponent(clientId)),
    userUrl: origin + user,
    emailsUrl: origin + emails,
    apiUrl: origin,
  };
}
