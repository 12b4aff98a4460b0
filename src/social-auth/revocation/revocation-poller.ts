import { Logger } from '@nestjs/common';
import type { Clock } from '../../time/clock.js';
import { elapsedMs, readClocks, type ClockReadings } from '../../time/elapsed-time.js';
import { describeError } from '../database/describe-error.js';

/** Maximum staleness, in milliseconds. While `isFresh` is true, all revocations that are older than this are known. */
const MAX_STALENESS_MS = 1000;
/** Time between polls without a notification, in milliseconds. */
export const POLL_INTERVAL_MS = 300;
/** Time limit of a poll, in milliseconds. Doubled after each failure, so that a slow database can still be read. */
const POLL_TIMEOUT_MS = 800;
const MAX_POLL_TIMEOUT_MS = 5000;
/** Delay after a failed poll, in milliseconds. Doubled after each further one. */
const BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 500;
/**
 * Minimum time between polls, for any number of notifications: four times the duration of the last poll, within these
 * limits.
 */
export const MIN_THROTTLE_MS = 20;
export const MAX_THROTTLE_MS = 200;

/** Runs one poll at a time, and reports whether the result is fresh. */
export class RevocationPoller {
  readonly #logger = new Logger('Revocations');
  #timer: NodeJS.Timeout | undefined;
  /** The poll in flight. */
  #current: AbortController | undefined;
  #isRequested = false;
  /** Called when the next poll has settled. */
  #waiting: (() => void)[] = [];
  #throttledUntil = 0;
  /** When the last complete poll started. Later revocations may be missing. */
  #lastComplete: ClockReadings | undefined;
  #polls = 0;
  #failures = 0;
  #consecutiveFailures = 0;
  #isOutage = false;
  #isStopped = false;

  /**
   * @param poll receives the milliseconds since the start of the last complete poll, Infinity at first. Returns whether it
   *   was complete: it has read all changes since then, also those that were committed late.
   */
  constructor(
    private readonly poll: (sinceMs: number, signal: AbortSignal) => Promise<boolean>,
    private readonly clock: Clock,
  ) {}

  /** Whether the last complete poll started less than one second ago. */
  get isFresh(): boolean {
    return this.#staleness() < MAX_STALENESS_MS;
  }

  /** Number of polls and of failed polls. */
  get stats(): { polls: number; failures: number } {
    return { polls: this.#polls, failures: this.#failures };
  }

  /**
   * Polls for the first time, and periodically afterwards.
   *
   * @throws when the first poll fails
   */
  async start(): Promise<void> {
    this.#onSuccess(await this.#attempt(MAX_POLL_TIMEOUT_MS));
  }

  /** Polls as soon as the poll in flight has settled and the throttle allows it. Concurrent calls share one poll. */
  pollNow(): void {
    if (this.#lastComplete === undefined || this.#isStopped) return;
    if (this.#current) this.#isRequested = true;
    else this.#schedule(this.#throttledUntil - performance.now());
  }

  /**
   * Requests a poll that starts after the call, and resolves when this poll has succeeded or failed. Concurrent calls share
   * the poll.
   */
  async pollAgain(): Promise<void> {
    if (this.#lastComplete === undefined || this.#isStopped) return;
    const settled = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.pollNow();
    await settled;
  }

  /** Stops for good and aborts the poll in flight. */
  stop(): void {
    this.#isStopped = true;
    this.#lastComplete = undefined;
    for (const resolve of this.#waiting.splice(0)) resolve();
    clearTimeout(this.#timer);
    this.#current?.abort(new Error('the app is shutting down'));
  }

  #staleness(): number {
    return this.#lastComplete === undefined ? Infinity : elapsedMs(this.#lastComplete, this.clock);
  }

  #schedule(delayMs: number): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), delayMs).unref();
  }

  async #run(): Promise<void> {
    const waiting = this.#waiting.splice(0);
    const timeoutMs = Math.min(
      POLL_TIMEOUT_MS * 2 ** this.#consecutiveFailures,
      MAX_POLL_TIMEOUT_MS,
    );
    try {
      this.#onSuccess(await this.#attempt(timeoutMs));
    } catch (error) {
      this.#onFailure(error);
    }
    for (const resolve of waiting) resolve();
  }

  /** @returns the duration of the poll, in milliseconds. */
  async #attempt(timeoutMs: number): Promise<number> {
    const start = readClocks(this.clock);
    const current = new AbortController();
    const aborted = rejectWhenAborted(current.signal);
    const abort = () => current.abort(new Error(`no response within ${timeoutMs} ms`));
    const timer = setTimeout(abort, timeoutMs).unref();
    this.#current = current;
    this.#polls++;
    try {
      const isComplete = await Promise.race([
        this.poll(this.#staleness(), current.signal),
        aborted,
      ]);
      current.signal.throwIfAborted();
      if (isComplete) this.#lastComplete = start;
      return performance.now() - start.monotonicMs;
    } finally {
      clearTimeout(timer);
      this.#current = undefined;
    }
  }

  #onSuccess(durationMs: number): void {
    this.#consecutiveFailures = 0;
    const throttle = Math.min(Math.max(4 * durationMs, MIN_THROTTLE_MS), MAX_THROTTLE_MS);
    this.#scheduleNext(throttle, Math.max(throttle, POLL_INTERVAL_MS - durationMs));
    if (!this.#isOutage) return;
    this.#isOutage = false;
    this.#logger.log(
      'The revocation feed is current again. Requests no longer query the database.',
    );
  }

  #onFailure(error: unknown): void {
    if (this.#isStopped) return;
    this.#failures++;
    const backoff = Math.min(BACKOFF_MS * 2 ** this.#consecutiveFailures++, MAX_BACKOFF_MS);
    this.#scheduleNext(backoff, backoff);
    if (this.#isOutage || this.isFresh) return;
    this.#isOutage = true;
    this.#logger.warn(
      `Cannot read revoked sessions (${describeError(error)}). Every request queries the database until that works again.`,
    );
  }

  #scheduleNext(throttleMs: number, intervalMs: number): void {
    this.#throttledUntil = performance.now() + throttleMs;
    this.#schedule(this.#isRequested ? throttleMs : intervalMs);
    this.#isRequested = false;
  }
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  // Avoids an unhandled rejection when the caller has already stopped waiting.
  aborted.catch(() => undefined);
  return aborted;
}
