import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../core/clock.js';
import type { RateLimitRecord, RateLimitStorage } from '../core/rate-limits.js';
import { RateLimitStore } from './rate-limit.store.js';
import { Window } from './window.js';

/** How many keys are counted at a time; beyond that the one begun first is forgotten. */
export const MAX_WINDOWS = 10_000;

/** How long counts are gathered before they are shared, in milliseconds. */
const SHARE_AFTER_MS = 250;

/** The same while the database does not answer. */
const RETRY_AFTER_MS = 5000;

/**
 * Counts in memory, and shares what grows with the other instances in the background: no request waits for
 * the database, and most are never told to it.
 *
 * What instances have not told one another yet is not counted together: a tenth of the limit on each, and a
 * quarter of a second.
 */
@Injectable()
export class SharedRateLimits implements RateLimitStorage, OnModuleDestroy {
  readonly #logger = new Logger('RateLimits');
  readonly #windows = new Map<string, Window>();
  #timer: NodeJS.Timeout | undefined;
  #alone = false;
  #stopped = false;

  constructor(
    private readonly store: RateLimitStore,
    private readonly clock: Clock,
  ) {}

  /** How many keys are counted. */
  get size(): number {
    return this.#windows.size;
  }

  increment(key: string, ttl: number, limit: number): Promise<RateLimitRecord> {
    const now = this.clock.milliseconds();
    const window = this.#window(key, now, ttl, limit);
    window.hit();
    if (window.isWorthSharing(now)) this.#shareSoon();
    const seconds = Math.ceil((window.endsAt - now) / 1000);
    const { hits: totalHits, isBlocked } = window;
    return Promise.resolve({
      totalHits,
      isBlocked,
      timeToExpire: seconds,
      timeToBlockExpire: isBlocked ? seconds : 0,
    });
  }

  onModuleDestroy(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #window(key: string, now: number, ttl: number, limit: number): Window {
    const known = this.#windows.get(key);
    if (known !== undefined && known.endsAt > now) return known;
    this.#windows.delete(key);
    const [oldest] = this.#windows.keys();
    if (oldest !== undefined && this.#windows.size >= MAX_WINDOWS) this.#windows.delete(oldest);
    const fresh = new Window(limit, now + ttl);
    this.#windows.set(key, fresh);
    return fresh;
  }

  #shareSoon(): void {
    if (this.#stopped) return;
    this.#timer ??= setTimeout(
      () => void this.#share(),
      this.#alone ? RETRY_AFTER_MS : SHARE_AFTER_MS,
    ).unref();
  }

  /** One at a time: the timer is only forgotten when it is done. */
  async #share(): Promise<void> {
    const due = this.#due();
    const counts = due.map(([key, { unshared: hits, endsAt }]) => {
      return { key, hits, endsAt: new Date(endsAt) };
    });
    for (const [, window] of due) window.unshared = 0;
    try {
      const windows = new Map(due);
      for (const total of await this.store.add(counts)) windows.get(total.key)?.learn(total);
      this.#alone = false;
    } catch {
      for (const [at, [, window]] of due.entries()) window.unshared += counts[at]?.hits ?? 0;
      this.#countAlone();
    }
    this.#timer = undefined;
    if (this.#due().length > 0) this.#shareSoon();
  }

  #due(): [string, Window][] {
    const now = this.clock.milliseconds();
    return [...this.#windows].filter(([, window]) => window.isWorthSharing(now));
  }

  #countAlone(): void {
    if (!this.#alone && !this.#stopped) {
      this.#logger.warn('the database does not take the counts: each instance counts for itself');
    }
    this.#alone = true;
  }
}
