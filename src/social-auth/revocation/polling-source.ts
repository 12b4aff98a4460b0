import type { RevokedSession, RevocationSource } from './revocation-source.js';
import type { RevocationStore } from './revocation.store.js';

/** A query cannot be called back: so many unanswered ones may hold a connection of the app's pool. */
const MAX_UNANSWERED = 3;
const LAST_ANSWERS_MS = 500;

/** Looks through the app's own pool and never rings: works everywhere, typically 300 ms. */
export class PollingSource implements RevocationSource {
  readonly #unanswered = new Set<Promise<unknown>>();
  #closed = false;

  constructor(private readonly store: RevocationStore) {}

  /** @throws also when too many looks before it are still unanswered */
  async revokedSince(since: Date): Promise<readonly RevokedSession[]> {
    if (this.#closed) throw new Error('the revocation source is closed');
    if (this.#unanswered.size >= MAX_UNANSWERED) {
      throw new Error(`${MAX_UNANSWERED} looks before are still unanswered`);
    }
    const answer = this.store.revokedSince(since);
    this.#unanswered.add(answer);
    try {
      return await answer;
    } finally {
      this.#unanswered.delete(answer);
    }
  }

  notify(): void {}

  onNotify(): void {}

  /** Waits for the look under way, so that the pool can be closed after it. */
  async close(): Promise<void> {
    this.#closed = true;
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => (timer = setTimeout(resolve, LAST_ANSWERS_MS)));
    await Promise.race([Promise.allSettled(this.#unanswered), enough]);
    clearTimeout(timer);
  }
}
