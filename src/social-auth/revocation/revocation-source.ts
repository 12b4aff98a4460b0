/** DI token of the {@link RevocationSource}. */
export const REVOCATION_SOURCE = Symbol('nestjs-social-auth revocation source');

/** A session that is dead. */
export interface RevokedSession {
  id: string;
  /** When it ended, by the clock of the instance that ended it. */
  revokedAt: Date;
}

/** Where dead sessions are looked up, and the doorbell that says when looking is worthwhile. */
export interface RevocationSource {
  /**
   * Looks up the sessions that ended after a moment; never called while another look is under way that is not aborted.
   *
   * @param signal aborted when nobody waits for the answer any more
   * @throws whatever the database answers; the next look starts afresh
   */
  revokedSince(since: Date, signal: AbortSignal): Promise<readonly RevokedSession[]>;

  /** Asks all instances to look at once; may be lost, may do nothing, never fails. */
  notify(): void;

  /** @param listener called when looking at once is worthwhile */
  onNotify(listener: () => void): void;

  /** Lets go of the database, within a second; nothing is looked up afterwards. */
  close(): Promise<void>;
}
