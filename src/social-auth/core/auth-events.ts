import type { ErrorCode } from './errors.js';

/** What is told of each event, by its name: ids and words of ours, no personal data and no secrets. */
export interface AuthEventMap {
  /** A provider has vouched for somebody new, whose first login this is. */
  user_created: { userId: string; accountId: string; provider: string };
  /** Somebody has signed in: in a browser, or in an app that keeps its own tokens. */
  login_succeeded: { userId: string; sessionId: string; provider: string; clientId: string };
  /** A login has come to nothing; `userId` only where it is known whose it was. */
  login_failed: {
    code: ErrorCode | 'server_error';
    provider?: string | undefined;
    userId?: string | undefined;
  };
  /** A user has got one more way to sign in. */
  account_linked: { userId: string; accountId: string; provider: string };
  /** A user has given up one of their ways to sign in. */
  account_unlinked: { userId: string; accountId: string; provider: string };
  /** A person has signed out; of everywhere at once, one event tells of here and one of the others. */
  logout: { userId: string; sessionIds: readonly string[] };
  /** A session has ended because somebody signed in anew in the same browser. */
  session_replaced: { userId: string; sessionIds: readonly string[] };
  /** Sessions were ended from elsewhere: by the person, one, all others or those of a login, or by an administrator. */
  session_revoked: { userId: string; sessionIds: readonly string[]; by: 'user' | 'admin' };
  /** A refresh token that had been replaced was presented again, so the session has ended. */
  refresh_token_reused: { userId: string; sessionId: string };
  /** A user was disabled, and these sessions of theirs have ended. */
  user_disabled: { userId: string; sessionIds: readonly string[] };
  /** A disabled user may log in again. */
  user_enabled: { userId: string };
  /** A signing key was made, for all instances. */
  signing_key_created: { kid: string; signsFrom: Date };
}

/** The name of an event. */
export type AuthEventName = keyof AuthEventMap;

/** An event as it is listened to; without a name, any of them, told apart by `type`. */
export type AuthEvent<N extends AuthEventName = AuthEventName> = {
  [K in N]: Readonly<AuthEventMap[K]> & { readonly type: K; readonly at: Date };
}[N];

const names: Readonly<Record<AuthEventName, true>> = {
  user_created: true,
  login_succeeded: true,
  login_failed: true,
  account_linked: true,
  account_unlinked: true,
  logout: true,
  session_replaced: true,
  session_revoked: true,
  refresh_token_reused: true,
  user_disabled: true,
  user_enabled: true,
  signing_key_created: true,
};

/** Every event there is. */
export const AUTH_EVENT_NAMES = Object.keys(names) as AuthEventName[];

/** Tells what has happened; who listens can neither change it nor hold it up. */
export abstract class AuthEvents {
  abstract emit<N extends AuthEventName>(type: N, facts: AuthEventMap[N]): void;
}
