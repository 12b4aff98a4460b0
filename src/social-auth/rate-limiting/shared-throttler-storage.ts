import { Logger } from '@nestjs/common';
import { withTimeout } from '../../time/with-timeout.js';
import type { RateLimitRecord, RateLimitStorage } from '../core/rate-limits.js';

/** Time limit of a shared storage, in milliseconds. */
const TIMEOUT_MS = 500;
/** Time after a failure in which requests are counted in memory only, in milliseconds. */
const RETRY_AFTER_MS = 1000;

/**
 * Counts requests in the storage that instances share, and in the memory of this instance while the storage is unavailable.
 */
export class SharedThrottlerStorage implements RateLimitStorage {
  readonly #logger = new Logger('RateLimits');
  #retryAt = 0;
  #isOutage = false;

  constructor(
    private readonly shared: RateLimitStorage,
    private readonly memory: RateLimitStorage,
  ) {}

  async increment(...request: Parameters<RateLimitStorage['increment']>): Promise<RateLimitRecord> {
    if (performance.now() < this.#retryAt) return this.memory.increment(...request);
    try {
      const record = await withTimeout(TIMEOUT_MS, this.shared.increment(...request), () => {
        throw new Error(`no response within ${TIMEOUT_MS} ms`);
      });
      this.#onSuccess();
      return record;
    } catch (error) {
      this.#onFailure(error);
      return this.memory.increment(...request);
    }
  }

  #onSuccess(): void {
    if (!this.#isOutage) return;
    this.#isOutage = false;
    this.#logger.log('The storage of rate limits is available again.');
  }

  #onFailure(error: unknown): void {
    this.#retryAt = performance.now() + RETRY_AFTER_MS;
    if (this.#isOutage) return;
    this.#isOutage = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#logger.warn(
      `The storage of rate limits is unavailable (${reason}). Each instance counts requests in memory until it works again.`,
    );
  }
}
