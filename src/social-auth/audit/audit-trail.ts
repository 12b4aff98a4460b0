import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { ignoreTimeout, withTimeout } from '../../time/with-timeout.js';
import { AUTH_EVENT_NAMES, type AuthEvent } from '../core/auth-events.js';
import { AuditBuffer } from './audit-buffer.js';
import { auditEntry } from './audit-entry.js';
import { AuditStore, type AuditEvent } from './audit.store.js';
import { OnAuthEvent } from '../events/on-auth-event.decorator.js';
import { AnonymousFailureCounter } from './anonymous-failure-counter.js';

/** Time for which events are collected for one INSERT, in milliseconds. */
const BATCH_DELAY_MS = 250;

/** Interval at which counts of failed anonymous logins are written, in milliseconds. */
const AGGREGATION_MS = 60_000;

/** Delay before a failed write is retried, in milliseconds. */
const RETRY_MS = 5_000;

/** Maximum time that a read or the shutdown waits for a write, in milliseconds. */
const FLUSH_TIMEOUT_MS = 2_000;

/**
 * Writes events to the database in batches, so that no login waits for a write.
 *
 * Events are kept in memory for 250 ms, or until the database is available again, and are lost if the process is
 * killed. Failed logins of unknown users are counted and written once a minute.
 */
@Injectable()
export class AuditTrail implements BeforeApplicationShutdown {
  readonly #logger = new Logger('AuditTrail');
  readonly #buffer = new AuditBuffer();
  readonly #anonymousFailures = new AnonymousFailureCounter();
  #writeTimer: NodeJS.Timeout | undefined;
  #aggregationTimer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #closing = false;
  #failing = false;

  constructor(private readonly store: AuditStore) {}

  /** Adds an event to the next batch. */
  @OnAuthEvent(...AUTH_EVENT_NAMES)
  record(event: AuthEvent): void {
    const entry = auditEntry(event);
    if (event.type === 'login_failed' && event.userId === undefined) {
      this.#anonymousFailures.add(entry);
      this.#aggregationTimer ??= setTimeout(
        () => this.#writeAnonymousFailures(),
        AGGREGATION_MS,
      ).unref();
    } else {
      this.#buffer.add(entry);
      this.#writeWithin(BATCH_DELAY_MS);
    }
    // The event belongs to a request that was in flight at shutdown. No later flush would write it.
    if (this.#closing) this.#writeAnonymousFailures();
  }

  /**
   * Returns the latest events of a user, newest first, including pending events of this instance. Omits the token exchanges
   * of services, because they would displace all other events.
   */
  async recent(userId: string, limit: number): Promise<AuditEvent[]> {
    await withTimeout(FLUSH_TIMEOUT_MS, this.flush(), ignoreTimeout);
    return this.store.latest(userId, limit);
  }

  /**
   * Returns the events of {@link recent}, and the security events since a time.
   *
   * @internal
   */
  async recentAndNotable(userId: string, limit: number, since: Date): Promise<AuditEvent[]> {
    await withTimeout(FLUSH_TIMEOUT_MS, this.flush(), ignoreTimeout);
    return this.store.latestAndNotable(userId, limit, since);
  }

  /** Reads all events of a user, newest first, in pages, including pending events of this instance. */
  async *readAll(userId: string, pageSize: number): AsyncGenerator<AuditEvent[]> {
    await withTimeout(FLUSH_TIMEOUT_MS, this.flush(), ignoreTimeout);
    yield* this.store.readAll(userId, pageSize);
  }

  /** Writes pending events. Events of a failed write stay pending. */
  flush(): Promise<void> {
    clearTimeout(this.#writeTimer);
    this.#writeTimer = undefined;
    this.#next ??= this.#writing.then(() => {
      this.#next = undefined;
      this.#writing = this.#write();
      return this.#writing;
    });
    return this.#next;
  }

  /** Writes pending events before the database connections close. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#closing = true;
    this.#writeAnonymousFailures();
    await withTimeout(FLUSH_TIMEOUT_MS, this.flush(), ignoreTimeout);
    clearTimeout(this.#writeTimer);
    const { size } = this.#buffer;
    if (size > 0) {
      this.#logger.error(`${size} audit events could not be written before the shutdown.`);
    }
  }

  #writeAnonymousFailures(): void {
    clearTimeout(this.#aggregationTimer);
    this.#aggregationTimer = undefined;
    for (const entry of this.#anonymousFailures.drain()) this.#buffer.add(entry);
    void this.flush();
  }

  #writeWithin(milliseconds: number): void {
    this.#writeTimer ??= setTimeout(() => void this.flush(), milliseconds).unref();
  }

  async #write(): Promise<void> {
    const entries = this.#buffer.drain();
    if (entries.length === 0) return;
    try {
      await this.store.append(entries);
      this.#report(false);
    } catch (error) {
      this.#buffer.requeue(entries);
      this.#report(true, error);
      if (!this.#closing) this.#writeWithin(RETRY_MS);
    }
  }

  /** Logs the first failure of an outage and its end, with the number of lost events. */
  #report(failing: boolean, error?: unknown): void {
    if (failing && !this.#failing) {
      const name = error instanceof Error ? error.name : 'not an Error';
      this.#logger.error(`Cannot write audit events (${name}). Retrying.`);
    }
    if (!failing && this.#failing) this.#logger.log('Audit events are written again.');
    const dropped = failing ? 0 : this.#buffer.takeDropped();
    if (dropped > 0) {
      this.#logger.error(`${dropped} audit events were lost, because too many were pending.`);
    }
    this.#failing = failing;
  }
}
