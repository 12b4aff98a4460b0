import type { ClientBook } from './client-book.js';
import { GOOGLE_ISSUER, PATHS } from './provider.js';

/** What an application is configured with to use Google, here the stand-in. */
export interface GoogleConnection {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizationURL: string;
  readonly tokenURL: string;
  readonly userinfoURL: string;
  /** What `iss` is in the redirect back: the real Google's issuer (RFC 9207). */
  readonly issuer: string;
}

/** What an application is configured with to use GitHub, here the stand-in. */
export interface GitHubConnection {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizationURL: string;
  readonly tokenURL: string;
  readonly userURL: string;
  readonly emailsURL: string;
}

/** What to configure so that Google is the stand-in at `origin`. */
export function googleConnection(clients: ClientBook, origin: string): GoogleConnection {
  const { clientId, clientSecret } = clients.first('google');
  const { authorize, token, userinfo } = PATHS.google;
  return {
    clientId,
    clientSecret,
    authorizationURL: origin + authorize,
    tokenURL: origin + token,
    userinfoURL: origin + userinfo,
    issuer: GOOGLE_ISSUER,
  };
}

/** What to configure so that GitHub is the stand-in at `origin`. */
export function githubConnection(clients: ClientBook, origin: string): GitHubConnection {
  const { clientId, clientSecret } = clients.first('github');
  const { authorize, token, user, emails } = PATHS.github;
  return {
    clientId,
    clientSecret,
    authorizationURL: origin + authorize,
    tokenURL: origin + token,
    userURL: origin + user,
    emailsURL: origin + emails,
  };
}
