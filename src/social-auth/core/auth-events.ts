import { SocialAuthError, type ErrorCode } from './errors.js';

/**
 * The properties of each event, by its type. Events contain ids, but no personal data and no secrets.
 *
 * @publicApi
 */
export interface AuthEventMap {
  /** A user was created by the first login with an account. */
  user_created: { userId: string; accountId: string; provider: string };
  /**
   * A user has signed in. `clientId` is `browser`, or the id of a registered client. `isNewDevice`: the user has signed in
   * before, but not in this browser.
   */
  login_succeeded: {
    userId: string;
    sessionId: string;
    provider: string;
    clientId: string;
    isNewDevice: boolean;
  };
  /**
   * A login or a link has failed. `userId` is set if the user is known. `policy` is the name of the policy that has refused
   * the account, if one has.
   */
  login_failed: {
    code: ErrorCode | 'server_error';
    policy?: string | undefined;
    provider?: string | undefined;
    userId?: string | undefined;
  };
  /** An account was linked to a user, in a session of the user or by the hook `resolveUser`. */
  account_linked: {
    userId: string;
    accountId: string;
    provider: string;
    sessionId?: string | undefined;
  };
  /** An account was unlinked from a user, in a session of the user. */
  account_unlinked: { userId: string; accountId: string; provider: string; sessionId: string };
  /**
   * A user has granted the app access, or further access, to APIs of a provider. Only for a provider with `tokens: true`.
   */
  provider_access_granted: { userId: string; accountId: string; provider: string };
  /**
   * The provider has rejected the refresh token of an account, because the user has withdrawn the access at the provider or
   * the token has expired.
   */
  provider_access_lost: { userId: string; accountId: string; provider: string };
  /** On the account page, a user has withdrawn the app's access to an account at a provider. */
  provider_access_withdrawn: { userId: string; accountId: string; provider: string };
  /** A service has exchanged the access token of a user for an access token of a provider (RFC 8693). */
  provider_token_exchanged: { userId: string; provider: string; clientId: string };
  /** A service was refused such an exchange. `reason` is the error code of the response. */
  provider_token_refused: {
    clientId: string;
    reason: string;
    userId?: string | undefined;
    provider?: string | undefined;
  };
  /** A user has signed out. Signing out everywhere emits one event for this session and one for all others. */
  logout: { userId: string; sessionIds: readonly string[] };
  /** A session was revoked by another login in the same browser. */
  session_replaced: { userId: string; sessionIds: readonly string[] };
  /**
   * An administrator has revoked sessions of a user, or a user has revoked own sessions from another session or by
   * unlinking an account. `bySessionId` is the session in which the user did this.
   */
  session_revoked: {
    userId: string;
    sessionIds: readonly string[];
    by: 'user' | 'admin';
    bySessionId?: string | undefined;
  };
  /**
   * An old refresh token was presented after the grace period, and the new token has never been presented, probably because
   * the response with the new token was lost.
   */
  refresh_recovered: { userId: string; sessionId: string };
  /** A refresh token was used again after it had been replaced. Its session was revoked (RFC 9700 §4.14.2). */
  refresh_token_reused: { userId: string; sessionId: string };
  /** A user was disabled, and these sessions were revoked. */
  user_disabled: { userId: string; sessionIds: readonly string[] };
  /** A disabled user was enabled. */
  user_enabled: { userId: string };
  /** A user has requested the deletion of the account, and these sessions were revoked. Only with `deletionGracePeriod`. */
  account_deletion_requested: {
    userId: string;
    sessionIds: readonly string[];
    /** The user is deleted after this time. */
    deleteAfter: Date;
  };
  /** A user has signed in and canceled the deletion of the account. */
  account_restored: { userId: string };
  /** A user has downloaded the data that is stored about them. */
  data_exported: { userId: string; sessionId: string };
  /**
   * The user `absorbedId` was merged into the user `userId`, and these sessions of `absorbedId` were revoked. Only with
   * `UserMergeModule`.
   */
  users_merged: { userId: string; absorbedId: string; sessionIds: readonly string[] };
  /** A merge was undone, and these sessions of the surviving user were revoked. Only with `UserMergeModule`. */
  merge_undone: { userId: string; absorbedId: string; sessionIds: readonly string[] };
  /** A user was deleted, together with accounts and sessions. */
  user_deleted: { userId: string };
  /** `UserAdministration` has given roles to a user, or removed them. */
  user_roles_changed: {
    userId: string;
    granted: readonly string[];
    removed: readonly string[];
  };
  /** A signing key was created. It signs tokens from `signsFrom` on. */
  signing_key_created: { kid: string; signsFrom: Date };
}

/**
 * The type of an event.
 *
 * @publicApi
 */
export type AuthEventName = keyof AuthEventMap;

/**
 * The user who caused an event of another user, such as an administrator.
 *
 * @publicApi
 */
export interface EventActor {
  readonly userId: string;
  /** The session of the request, if there was one. */
  readonly sessionId?: string | undefined;
}

/**
 * An event as a listener receives it. Without a type argument, this is the union of all events, discriminated by `type`.
 *
 * `actor` is set if another user, such as an administrator, caused the event and is known.
 *
 * @publicApi
 * @example
 * ```ts
 * @OnAuthEvent('user_created')
 * async sendWelcomeMail({ userId, at }: AuthEvent<'user_created'>) { … }
 * ```
 */
export type AuthEvent<N extends AuthEventName = AuthEventName> = {
  [K in N]: Readonly<AuthEventMap[K]> & {
    readonly type: K;
    readonly at: Date;
    readonly actor?: EventActor | undefined;
  };
}[N];

const names: Readonly<Record<AuthEventName, true>> = {
  user_created: true,
  login_succeeded: true,
  login_failed: true,
  account_linked: true,
  account_unlinked: true,
  provider_access_granted: true,
  provider_access_lost: true,
  provider_access_withdrawn: true,
  provider_token_exchanged: true,
  provider_token_refused: true,
  logout: true,
  session_replaced: true,
  session_revoked: true,
  refresh_recovered: true,
  refresh_token_reused: true,
  user_disabled: true,
  user_enabled: true,
  account_deletion_requested: true,
  account_restored: true,
  data_exported: true,
  users_merged: true,
  merge_undone: true,
  user_deleted: true,
  user_roles_changed: true,
  signing_key_created: true,
};

/** The types of all events. */
export const AUTH_EVENT_NAMES = Object.keys(names) as AuthEventName[];

/**
 * Emits events.
 *
 * @publicApi
 */
export abstract class AuthEvents {
  /** Emits an event. Does not wait for listeners, and their errors are not thrown here. */
  abstract emit<N extends AuthEventName>(
    type: N,
    properties: AuthEventMap[N],
    actor?: EventActor,
  ): void;
}

/** Returns the properties of `login_failed` for an error. */
export function loginFailure(error: unknown, provider?: string): AuthEventMap['login_failed'] {
  const known = error instanceof SocialAuthError ? error : undefined;
  const { userId, refusal } = known?.details ?? {};
  const code = known?.code ?? 'server_error';
  return { code, provider, userId, ...(refusal && { policy: refusal.policy }) };
}
