/** Where the tokens of a session are stored: in the cookies of a browser, or by a client. */
export type SessionMode = 'cookie' | 'bearer';

/**
 * An active session: a login on one device.
 *
 * @publicApi
 */
export interface Session {
  readonly id: string;
  readonly userId: string;
  /** Name of the provider whose login created it. */
  readonly provider: string;
  readonly clientId: string;
  /** Untrusted text of the request that signed in, at most 512 characters. */
  readonly userAgent: string | null;
  /** Time of the login. */
  readonly createdAt: Date;
  /** Time of the last refresh. */
  readonly refreshedAt: Date;
}

/** A stored session, active or not. */
export interface StoredSession extends Session {
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
}

/** Why a session was revoked. */
export type RevocationReason =
  | 'account_unlinked'
  | 'deletion_requested'
  | 'logout'
  | 'merge_undone'
  | 'replaced'
  | 'reuse_detected'
  | 'revoked'
  | 'revoked_by_admin'
  | 'user_deleted'
  | 'user_disabled'
  | 'users_merged';

/** Why a session is not active: it was revoked, or has expired. `unknown`: it was deleted, or revoked without a reason. */
export type InactiveReason = RevocationReason | 'expired' | 'unknown';

/** Values of a new session. */
export interface CreateSessionInput {
  readonly id: string;
  readonly userId: string;
  /** The account that was used to sign in. */
  readonly accountId: string;
  readonly provider: string;
  readonly mode: SessionMode;
  /** The client that its tokens are issued to. */
  readonly clientId: string;
  readonly userAgent: string | null;
  /** The session of the user's last login in the same browser, see `DeviceLogins`. */
  readonly previousSessionId: string | null;
}

/** The current generation of a session's refresh token, with the values that a token pair is made from. */
export interface SessionGeneration {
  readonly sessionId: string;
  readonly userId: string;
  readonly roles: readonly string[];
  readonly clientId: string;
  readonly generation: number;
  /** Time of the login. */
  readonly createdAt: Date;
  /** Time at which this generation was issued. All callers that receive it receive the same time. */
  readonly refreshedAt: Date;
  readonly expiresAt: Date;
}

/** A new session. */
export interface CreatedSession extends SessionGeneration {
  /**
   * Whether the user has signed in before, but not in this browser, or has ended the session of this browser from another
   * device.
   */
  readonly isNewDevice: boolean;
}

/** The outcome of a refresh. */
export type RotationResult =
  | {
      /**
       * `rotated`: the current refresh token was replaced. `replayed`: its predecessor was presented again within the grace
       * period and receives the same successor. `recovered`: its predecessor was presented later, but the successor has
       * never been presented, so the response with the successor was probably lost.
       */
      readonly outcome: 'rotated' | 'replayed' | 'recovered';
      readonly generation: SessionGeneration;
    }
  /** A replaced refresh token was presented. The session has been revoked (RFC 9700 §4.14.2). */
  | { readonly outcome: 'reused'; readonly sessionId: string; readonly userId: string }
  /** The session does not exist, has expired or has been revoked. */
  | { readonly outcome: 'unknown' };

/** Selects the sessions of a user to revoke. */
export type SessionFilter =
  | { readonly all: true }
  | { readonly only: string }
  | { readonly allExcept: string }
  /** Sessions created with one of these accounts. */
  | { readonly accountIds: readonly string[] }
  /** Sessions created by an account of this provider that is no longer linked, except one. */
  | { readonly unlinkedFrom: string; readonly except: string };
