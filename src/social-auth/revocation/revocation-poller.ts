import { Logger } from '@nestjs/common';
import type { Clock } from '../../time/clock.js';
import { elapsedMs, timestamps, type Timestamps } from '../../time/elapsed-time.js';
import { describeError } from './describe-error.js';

/** How fresh knowledge must be, in milliseconds: no revocation older than this stays unseen unsaid. */
const MAX_STALENESS_MS = 1000;
/** From one look to the next when nobody rings, in milliseconds. */
const POLL_INTERVAL_MS = 300;
/** How long a look may take, in milliseconds; doubled after each failure, so that a slow database is read at last. */
const POLL_TIMEOUT_MS = 800;
const MAX_POLL_TIMEOUT_MS = 5000;
/** After a failure, in milliseconds; doubled after each further one. */
const BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 500;
/** Between two looks however often it rings, in milliseconds: four times what the last one took. */
const MIN_POLL_INTERVAL_MS = 20;
const MAX_THROTTLE_MS = 200;

/** Keeps looking, one look at a time, and knows whether what it saw is fresh. */
export class RevocationPoller {
  readonly #logger = new Logger('Revocations');
  #timer: NodeJS.Timeout | undefined;
  /** The look under way. */
  #current: AbortController | undefined;
  #rungMeanwhile = false;
  #restUntil = 0;
  /** When the last successful look started: what came later may be unseen. */
  #seen: Timestamps | undefined;
  #polls = 0;
  #failures = 0;
  #failuresInARow = 0;
  #outage = false;
  #stopped = false;

  /** @param look given the milliseconds since the last successful look started (at first Infinity) */
  constructor(
    private readonly look: (unseenMs: number, signal: AbortSignal) => Promise<void>,
    private readonly clock: Clock,
  ) {}

  /** Whether everything that is older than a second has been seen. */
  get isFresh(): boolean {
    return this.#unseenMs() < MAX_STALENESS_MS;
  }

  /** How many looks there were, and how many of them failed. */
  get stats(): { polls: number; failures: number } {
    return { polls: this.#polls, failures: this.#failures };
  }

  /** Looks for the first time, and from then on. @throws when that fails */
  async start(): Promise<void> {
    this.#succeeded(await this.#attempt(MAX_POLL_TIMEOUT_MS));
  }

  /** Looks as soon as the last look is over and rested from; many calls make one look. */
  pollNow(): void {
    if (this.#seen === undefined || this.#stopped) return;
    if (this.#current) this.#rungMeanwhile = true;
    else this.#schedule(this.#restUntil - performance.now());
  }

  /** Stops for good, the look under way included; not fresh any more from here on. */
  stop(): void {
    this.#stopped = true;
    this.#seen = undefined;
    clearTimeout(this.#timer);
    this.#current?.abort(new Error('the app is shutting down'));
  }

  #unseenMs(): number {
    return this.#seen === undefined ? Infinity : elapsedMs(this.#seen, this.clock);
  }

  #schedule(milliseconds: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#turn(), milliseconds).unref();
  }

  async #turn(): Promise<void> {
    const patienceMs = Math.min(POLL_TIMEOUT_MS * 2 ** this.#failuresInARow, MAX_POLL_TIMEOUT_MS);
    try {
      this.#succeeded(await this.#attempt(patienceMs));
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @returns how long it took, in milliseconds. */
  async #attempt(patienceMs: number): Promise<number> {
    const start = timestamps(this.clock);
    const current = new AbortController();
    const aborted = rejectionOf(current.signal);
    const giveUp = () => current.abort(new Error(`no answer within ${patienceMs} ms`));
    const timer = setTimeout(giveUp, patienceMs).unref();
    this.#current = current;
    this.#polls++;
    try {
      await Promise.race([this.look(this.#unseenMs(), current.signal), aborted]);
      current.signal.throwIfAborted();
      this.#seen = start;
      return performance.now() - start.monotonicMs;
    } finally {
      clearTimeout(timer);
      this.#current = undefined;
    }
  }

  #succeeded(tookMs: number): void {
    this.#failuresInARow = 0;
    const rest = Math.min(Math.max(4 * tookMs, MIN_POLL_INTERVAL_MS), MAX_THROTTLE_MS);
    this.#next(rest, Math.max(rest, POLL_INTERVAL_MS - tookMs));
    if (!this.#outage) return;
    this.#outage = false;
    this.#logger.log('The revocation feed is whole again: no database read per request any more');
  }

  #failed(error: unknown): void {
    if (this.#stopped) return;
    this.#failures++;
    const backoff = Math.min(BACKOFF_MS * 2 ** this.#failuresInARow++, MAX_BACKOFF_MS);
    this.#next(backoff, backoff);
    if (this.#outage || this.isFresh) return;
    this.#outage = true;
    this.#logger.warn(
      `The revocation feed is interrupted (${describeError(error)}): every request asks the database meanwhile`,
    );
  }

  #next(restMs: number, intervalMs: number): void {
    this.#restUntil = performance.now() + restMs;
    this.#schedule(this.#rungMeanwhile ? restMs : intervalMs);
    this.#rungMeanwhile = false;
  }
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  // Nobody may be waiting any more when it comes.
  aborted.catch(() => undefined);
  return aborted;
}
