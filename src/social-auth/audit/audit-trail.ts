import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { withTimeout } from '../../time/with-timeout.js';
import { AUTH_EVENT_NAMES, type AuthEvent } from '../core/auth-events.js';
import { AuditBuffer } from './audit-buffer.js';
import { auditEntry } from './audit-entry.js';
import { AuditStore, type AuditEvent } from './audit.store.js';
import { OnAuthEvent } from '../events/on-auth-event.decorator.js';
import { AnonymousFailureCounter } from './anonymous-failure-counter.js';

/** How long events are gathered for one INSERT, in milliseconds. */
const GATHER_MS = 250;

/** How often what strangers did is written, in milliseconds. */
const TALLY_MS = 60_000;

/** How long after a write that failed the next is tried, in milliseconds. */
const RETRY_MS = 5_000;

/** How long anybody waits for a write, in milliseconds. */
const PATIENCE_MS = 2_000;

/**
 * Writes down every event, in batches, so that no login waits for it.
 *
 * Events wait in memory for a quarter of a second, while the database is away for longer; a process that
 * is killed takes them along. Failed logins of nobody in particular are counted by the minute.
 */
@Injectable()
export class AuditTrail implements BeforeApplicationShutdown {
  readonly #logger = new Logger('AuditTrail');
  readonly #buffer = new AuditBuffer();
  readonly #strangers = new AnonymousFailureCounter();
  #writeTimer: NodeJS.Timeout | undefined;
  #tallyTimer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #closing = false;
  #failing = false;

  constructor(private readonly store: AuditStore) {}

  /** Takes note of an event; it is written soon after. */
  @OnAuthEvent(...AUTH_EVENT_NAMES)
  record(event: AuthEvent): void {
    const entry = auditEntry(event);
    if (event.type === 'login_failed' && event.userId === undefined) {
      this.#strangers.add(entry);
      this.#tallyTimer ??= setTimeout(() => this.#writeTally(), TALLY_MS).unref();
    } else {
      this.#buffer.add(entry);
      this.#writeWithin(GATHER_MS);
    }
    // A request that was under way when the app began to close: nobody flushes after it.
    if (this.#closing) this.#writeTally();
  }

  /** @returns the latest events of a user, newest first, with all that happened on this instance until now. */
  async recent(userId: string, limit: number): Promise<AuditEvent[]> {
    await withTimeout(PATIENCE_MS, this.flush());
    return this.store.latest(userId, limit);
  }

  /** Writes what waits; what cannot be written goes on waiting. */
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

  /** Runs while there still is a database. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#closing = true;
    this.#writeTally();
    await withTimeout(PATIENCE_MS, this.flush());
    clearTimeout(this.#writeTimer);
    const { size } = this.#buffer;
    if (size > 0) this.#logger.error(`${size} events of the audit trail could not be written`);
  }

  #writeTally(): void {
    clearTimeout(this.#tallyTimer);
    this.#tallyTimer = undefined;
    for (const entry of this.#strangers.drain()) this.#buffer.add(entry);
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

  /** Says what has changed, and once it is over how much was lost. */
  #report(failing: boolean, error?: unknown): void {
    if (failing && !this.#failing) {
      const name = error instanceof Error ? error.name : 'not an Error';
      this.#logger.error(`the audit trail cannot be written (${name}); trying on`);
    }
    if (!failing && this.#failing) this.#logger.log('the audit trail is written again');
    const dropped = failing ? 0 : this.#buffer.takeDropped();
    if (dropped > 0) {
      this.#logger.error(`${dropped} events of the audit trail were lost: too many waited`);
    }
    this.#failing = failing;
  }
}
