/** Injection token of the {@link RevocationSource}. */
export const REVOCATION_SOURCE = Symbol('nestjs-social-auth revocation source');

/** A revoked session. */
export interface RevokedSession {
  readonly id: string;
  /** Time since the revocation by the database's clock, in milliseconds. */
  readonly ageMs: number;
}

/** A user whose roles have changed. */
export interface RoleChange {
  readonly userId: string;
  /** The roles after the latest change. */
  readonly roles: readonly string[];
  /** Time since that change by the database's clock, in milliseconds. */
  readonly ageMs: number;
}

/** The result of a poll of the primary. */
export interface RevocationPoll {
  readonly revoked: readonly RevokedSession[];
  readonly roleChanges: readonly RoleChange[];
  /** Time of the database, in milliseconds since 1970. */
  readonly databaseTime: number;
}

/** Reads revocations and changes of roles from the database, and notifies instances of new ones. */
export interface RevocationSource {
  /**
   * Reads the revocations and changes of roles of the last `windowMs` milliseconds. Not called again before the previous
   * call has settled or was aborted.
   *
   * @param signal aborted when the result is no longer needed
   * @throws any error of the database; the next call opens a new connection
   */
  poll(windowMs: number, signal: AbortSignal): Promise<RevocationPoll>;

  /** Notifies all instances to poll now. Best effort: a notification may be lost, and the call never fails. */
  notify(): void;

  /** @param listener called when this instance should poll now */
  onNotify(listener: () => void): void;

  /** Releases the database connection within a second. Polls fail afterwards. */
  close(): Promise<void>;
}
