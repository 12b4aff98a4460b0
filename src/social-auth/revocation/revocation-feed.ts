import {
  Inject,
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { Observable } from 'rxjs';
import type { Principal } from '../../access-token/principal.js';
import { callAt } from '../../time/call-at.js';
import { Clock } from '../../time/clock.js';
import { elapsedMs, readClocks, type ClockReadings } from '../../time/elapsed-time.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { describeError } from '../database/describe-error.js';
import { PropagationDelay, type PropagationDelayStats } from './propagation-delay.js';
import { RevocationListeners } from './revocation-listeners.js';
import { RevocationPoller } from './revocation-poller.js';
import { REVOCATION_SOURCE, type RevocationSource } from './revocation-source.js';
import { RETENTION_MS } from './revocation-feed-statements.js';
import { RevokedSessionCache } from './revoked-session-cache.js';
import { hasSameRoles, RoleChangeCache } from './role-change-cache.js';

/** How far the clock of this instance may differ from the database's, in milliseconds. */
const CLOCK_TOLERANCE_MS = 60_000;
/**
 * How far a complete poll reads back before the previous one, in milliseconds. Finds revocations that were committed late.
 */
export const OVERLAP_MS = 70_000;
/**
 * How far other polls read back before the last complete one, in milliseconds. Notifications cause such polls shortly after a
 * complete one. The next complete poll finds revocations that were committed later than that.
 */
export const SHORT_OVERLAP_MS = 3_000;
/** Minimum time between complete polls, in milliseconds. Without notifications, the interval of polls is longer. */
export const COMPLETE_POLL_INTERVAL_MS = 250;
/** Interval of polls that read the full window, in milliseconds, for commits with a longer delay. */
export const FULL_SCAN_INTERVAL_MS = 30_000;

/**
 * State of the feed, for monitoring.
 *
 * @publicApi
 */
export interface RevocationStats {
  readonly isFresh: boolean;
  /** Number of revoked sessions in memory. */
  readonly entries: number;
  /** Number of users in memory whose roles have changed. */
  readonly roleChanges: number;
  /** Number of sessions with a subscription to {@link RevocationFeed.whenRevoked}. */
  readonly watchedSessions: number;
  readonly polls: number;
  readonly failedPolls: number;
  readonly delay: PropagationDelayStats;
  /** Time of the database minus time of this instance at the last poll, in milliseconds. */
  readonly clockDifferenceMs: number;
  /** Whether the clocks differ by one minute at most. */
  readonly isClockSynchronized: boolean;
}

/**
 * Keeps recent revocations and changes of roles of all instances in memory, so that no request queries the database.
 *
 * It polls the database several times a second, and at once when it is notified. Notifications are only hints, because a
 * lost one delays detection until the next poll at most.
 *
 * @publicApi
 */
@Injectable()
export class RevocationFeed implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('Revocations');
  readonly #revoked: RevokedSessionCache;
  readonly #roles: RoleChangeCache;
  /** By the id of the session. */
  readonly #listeners = new RevocationListeners();
  /** By the id of the user. */
  readonly #roleListeners = new RevocationListeners();
  readonly #delay = new PropagationDelay();
  readonly #poller: RevocationPoller;
  readonly #windowMs: number;
  #lastFullScan: ClockReadings | undefined;
  /** The next poll must be complete, because a caller relies on it. */
  #mustBeComplete = false;
  #clockDifferenceMs = 0;

  constructor(
    @Inject(REVOCATION_SOURCE) private readonly source: RevocationSource,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS)
    private readonly options: Pick<ResolvedOptions, 'accessTokenTtl' | 'sessionMaxAge'>,
  ) {
    // Twice the tolerance, because a failover can replace a database clock that is behind by one that is ahead.
    this.#windowMs = options.accessTokenTtl + 2 * CLOCK_TOLERANCE_MS;
    this.#revoked = new RevokedSessionCache(this.#windowMs);
    this.#roles = new RoleChangeCache(this.#windowMs);
    this.#poller = new RevocationPoller((sinceMs, signal) => this.#poll(sinceMs, signal), clock);
  }

  /**
   * Reads recent revocations before the app accepts requests.
   *
   * @throws when the database cannot be read
   */
  async onModuleInit(): Promise<void> {
    this.source.onNotify(() => this.#poller.pollNow());
    try {
      await this.#poller.start();
    } catch (cause) {
      await this.onModuleDestroy();
      throw new Error(`Cannot read revoked sessions: ${describeError(cause)}`, { cause });
    }
  }

  /** Stops polling. The feed is stale afterwards. */
  async onModuleDestroy(): Promise<void> {
    this.#poller.stop();
    await this.source.close();
  }

  /** Whether a session is known to be revoked. `false` is reliable only while `isFresh` is true. */
  isRevoked(sessionId: string): boolean {
    return this.#revoked.has(sessionId);
  }

  /**
   * Whether an access token has the current roles of its user, as far as the feed contains them. `true` is reliable only
   * while `isFresh` is true.
   */
  hasCurrentRoles({ userId, roles }: Pick<Principal, 'userId' | 'roles'>): boolean {
    const current = this.#roles.get(userId);
    return current === undefined || hasSameRoles(current, roles);
  }

  /**
   * Returns a notifier that emits once and completes when any instance revokes the session, or disables or deletes its
   * user. It emits within a second, or at once if this has already happened. It also emits when the user loses a role of
   * the principal, and when `sessionMaxAge` has passed since the login. Use it with `takeUntil()` to end an event stream,
   * or subscribe to it to close a connection. Unsubscribe when the connection closes.
   *
   * After an outage of the database, it emits for sessions that were revoked meanwhile. After an outage of more than two
   * hours it emits for every session, because older revocations are not recorded. Clients then reconnect.
   *
   * Call this method with a principal that a guard has just authenticated, because earlier revocations are not in memory.
   *
   * @example
   * ```ts
   * @Sse('progress')
   * progress(@CurrentPrincipal() principal: Principal) {
   *   return this.jobs.progress().pipe(takeUntil(this.feed.whenRevoked(principal)));
   * }
   * ```
   */
  whenRevoked(
    principal: Pick<Principal, 'userId' | 'sessionId' | 'roles' | 'authTime'>,
  ): Observable<void> {
    const { userId, sessionId, authTime } = principal;
    const expiresAt = authTime * 1000 + this.options.sessionMaxAge;
    return new Observable((subscriber) => {
      const emit = () => {
        subscriber.next();
        subscriber.complete();
      };
      // The session or the role may have been revoked between the authentication of the principal and this subscription.
      if (this.isRevoked(sessionId) || this.#hasLostRole(principal)) return emit();
      const removeListener = this.#listeners.add(sessionId, emit);
      const removeRoleListener = this.#roleListeners.add(userId, () => {
        if (this.#hasLostRole(principal)) emit();
      });
      const cancelExpiration = callAt(expiresAt, emit, this.clock);
      return () => {
        removeListener();
        removeRoleListener();
        cancelExpiration();
      };
    });
  }

  /**
   * Whether every revocation older than one second is in memory. While false, the database must be queried.
   *
   * Also false while the clock of this instance differs from the database's by more than a minute, because tokens could
   * then be valid for longer than revocations are kept.
   */
  get isFresh(): boolean {
    return this.#poller.isFresh && this.#isClockSynchronized;
  }

  get #isClockSynchronized(): boolean {
    return Math.abs(this.#clockDifferenceMs) <= CLOCK_TOLERANCE_MS;
  }

  /** Publishes sessions that this instance has just revoked in the database. */
  announce(sessionIds: readonly string[]): void {
    if (sessionIds.length === 0) return;
    const now = performance.now();
    for (const id of sessionIds) this.#add(id, now);
    this.source.notify();
  }

  /**
   * Publishes a change of roles that this instance has just made in the database.
   *
   * @returns resolves when this instance has read the change; the other instances are notified
   */
  announceRoleChange(): Promise<void> {
    this.source.notify();
    return this.#pollCompletely();
  }

  /** Resolves when the feed has read the database again, at most five times a second for any number of calls. */
  refresh(): Promise<void> {
    return this.#pollCompletely();
  }

  get stats(): RevocationStats {
    const { polls, failures } = this.#poller.stats;
    return {
      isFresh: this.isFresh,
      entries: this.#revoked.size,
      roleChanges: this.#roles.size,
      watchedSessions: this.#listeners.size,
      polls,
      failedPolls: failures,
      delay: this.#delay.stats,
      clockDifferenceMs: this.#clockDifferenceMs,
      isClockSynchronized: this.#isClockSynchronized,
    };
  }

  #pollCompletely(): Promise<void> {
    this.#mustBeComplete = true;
    return this.#poller.pollAgain();
  }

  /**
   * @param sinceMs time since the start of the last complete poll, in milliseconds
   * @returns whether this poll was complete
   */
  async #poll(sinceMs: number, signal: AbortSignal): Promise<boolean> {
    const start = readClocks(this.clock);
    this.#revoked.evict(start.monotonicMs);
    this.#roles.evict(start.monotonicMs);
    const isFirst = this.#lastFullScan === undefined;
    const isFullScan =
      this.#lastFullScan === undefined ||
      elapsedMs(this.#lastFullScan, this.clock) >= FULL_SCAN_INTERVAL_MS;
    const isComplete = isFullScan || this.#mustBeComplete || sinceMs >= COMPLETE_POLL_INTERVAL_MS;
    this.#mustBeComplete = false;
    const overlapMs = isComplete ? OVERLAP_MS : SHORT_OVERLAP_MS;
    const windowMs = isFullScan
      ? this.#fullWindow(sinceMs)
      : Math.min(sinceMs + overlapMs, this.#windowMs);
    let poll = await this.source.poll(windowMs, signal);
    let now = readClocks(this.clock);
    const difference = clockDifference(poll.databaseTime, start, now);
    // After a failover, revocations that the previous server recorded can seem older than they are.
    if (!isFullScan && Math.abs(difference - this.#clockDifferenceMs) > CLOCK_TOLERANCE_MS) {
      poll = await this.source.poll(this.#fullWindow(sinceMs), signal);
      now = readClocks(this.clock);
    }
    const { revoked, roleChanges } = poll;
    // A later poll may have read newer roles.
    signal.throwIfAborted();
    for (const { id, ageMs } of revoked) {
      const isNew = this.#add(id, now.monotonicMs - ageMs);
      // Revocations before the start do not count, because this instance could not receive them earlier.
      if (isNew && !isFirst) this.#delay.record(ageMs);
    }
    for (const { userId, roles, ageMs } of roleChanges) {
      const isNew = this.#roles.set(userId, roles, now.monotonicMs - ageMs);
      if (!isNew) continue;
      this.#roleListeners.notify(userId);
      if (!isFirst) this.#delay.record(ageMs);
    }
    if (!isFirst && sinceMs > RETENTION_MS - OVERLAP_MS) this.#listeners.notifyAll();
    if (isFullScan) this.#lastFullScan = start;
    this.#compareClocks(difference);
    return isComplete;
  }

  /** Returns the window of a full scan. After a long outage it is longer, for the connections that are still open. */
  #fullWindow(sinceMs: number): number {
    const isAfterOutage = this.#lastFullScan !== undefined && sinceMs > this.#windowMs;
    return isAfterOutage ? Math.min(sinceMs + OVERLAP_MS, RETENTION_MS) : this.#windowMs;
  }

  /** @returns whether the session was not known to be revoked */
  #add(sessionId: string, revokedAt: number): boolean {
    const isNew = this.#revoked.add(sessionId, revokedAt);
    if (isNew) this.#listeners.notify(sessionId);
    return isNew;
  }

  #hasLostRole({ userId, roles }: Pick<Principal, 'userId' | 'roles'>): boolean {
    const current = this.#roles.get(userId);
    return current !== undefined && !roles.every((role) => current.includes(role));
  }

  #compareClocks(difference: number): void {
    const wasSynchronized = this.#isClockSynchronized;
    this.#clockDifferenceMs = difference;
    const seconds = Math.round(this.#clockDifferenceMs / 1000);
    if (wasSynchronized && !this.#isClockSynchronized) {
      this.#logger.error(
        `The clock of this instance differs from the database's by ${seconds} s. ` +
          'Access tokens cannot be checked reliably, so every request queries the database. Synchronize the clocks (NTP).',
      );
    } else if (!wasSynchronized && this.#isClockSynchronized) {
      this.#logger.log("The clock of this instance agrees with the database's again.");
    }
  }
}

/** @returns the time of the database minus the time of this instance, in milliseconds */
function clockDifference(databaseTime: number, start: ClockReadings, end: ClockReadings): number {
  const localTime = start.systemMs + (end.monotonicMs - start.monotonicMs) / 2;
  return Math.round(databaseTime - localTime);
}
