import { Logger } from '@nestjs/common';
import { ignoreTimeout, withTimeout } from '../../time/with-timeout.js';
import type { RevocationNotifier } from '../core/revocation-notifier.js';
import { describeError } from '../database/describe-error.js';
import type { RevocationPoll, RevocationSource } from './revocation-source.js';
import type { RevocationStore } from './revocation.store.js';

/** Maximum number of polls without a response. Such a poll cannot be canceled, and holds a connection of the app's pool. */
const MAX_PENDING_POLLS = 3;
const CLOSE_TIMEOUT_MS = 500;

/**
 * Polls over the app's own pool. Works everywhere.
 *
 * Without a notifier the typical delay of a revocation is 300 ms.
 */
export class PollingSource implements RevocationSource {
  readonly #logger = new Logger('Revocations');
  readonly #pending = new Set<Promise<unknown>>();
  #closed = false;
  #hasFailed = false;

  constructor(
    private readonly store: RevocationStore,
    private readonly notifier?: RevocationNotifier,
  ) {}

  /**
   * @throws also when too many earlier polls are unanswered
   */
  async poll(windowMs: number): Promise<RevocationPoll> {
    if (this.#closed) throw new Error('the revocation source is closed');
    if (this.#pending.size >= MAX_PENDING_POLLS) {
      throw new Error(`${MAX_PENDING_POLLS} earlier polls are unanswered`);
    }
    const poll = this.store.poll(windowMs);
    this.#pending.add(poll);
    try {
      return await poll;
    } finally {
      this.#pending.delete(poll);
    }
  }

  notify(): void {
    void this.#run(() => this.notifier?.notify());
  }

  onNotify(listener: () => void): void {
    void this.#run(() => this.notifier?.subscribe(listener));
  }

  /** Waits for pending polls, so that the pool can be closed afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    await withTimeout(CLOSE_TIMEOUT_MS, Promise.allSettled(this.#pending), ignoreTimeout);
  }

  /** Logs the first error of an outage of the notifier. */
  async #run(call: () => unknown): Promise<void> {
    try {
      await call();
      this.#hasFailed = false;
    } catch (error) {
      if (this.#hasFailed || this.#closed) return;
      this.#hasFailed = true;
      this.#logger.warn(
        `Instances cannot be notified of revoked sessions (${describeError(error)}). They read them from the database every 300 ms.`,
      );
    }
  }
}
