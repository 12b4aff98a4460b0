import { withTimeout } from '../../time/with-timeout.js';
import type { RevocationPoll, RevocationSource } from './revocation-source.js';
import type { RevocationStore } from './revocation.store.js';

/**
 * Maximum number of polls without a response. They cannot be canceled, and each holds a connection of the app's pool.
 */
const MAX_PENDING_POLLS = 3;
const CLOSE_TIMEOUT_MS = 500;

/** Polls over the app's own pool and sends no notifications. Works everywhere; typical delay 300 ms. */
export class PollingSource implements RevocationSource {
  readonly #pending = new Set<Promise<unknown>>();
  #closed = false;

  constructor(private readonly store: RevocationStore) {}

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

  notify(): void {}

  onNotify(): void {}

  /** Waits for pending polls, so that the pool can be closed afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    await withTimeout(CLOSE_TIMEOUT_MS, Promise.allSettled(this.#pending));
  }
}
