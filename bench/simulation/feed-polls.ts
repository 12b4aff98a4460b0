import {
  COMPLETE_POLL_INTERVAL_MS,
  FULL_SCAN_INTERVAL_MS,
  OVERLAP_MS,
  SHORT_OVERLAP_MS,
} from '../../src/social-auth/revocation/revocation-feed.js';
import {
  MAX_THROTTLE_MS,
  MIN_THROTTLE_MS,
  POLL_INTERVAL_MS,
} from '../../src/social-auth/revocation/revocation-poller.js';
import { POLL } from './costs.js';
import type { SimulatedDatabase } from './database.js';
import { ASSUMPTIONS } from './deployment.js';
import type { EventLoop } from './event-loop.js';
import { Latencies } from './latencies.js';
import type { Random } from './random.js';

/** As the poller and the feed of the module: src/social-auth/revocation. In seconds. */
const INTERVAL = POLL_INTERVAL_MS / 1000;
const MIN_THROTTLE = MIN_THROTTLE_MS / 1000;
const MAX_THROTTLE = MAX_THROTTLE_MS / 1000;
const OVERLAP = OVERLAP_MS / 1000;
const SHORT_OVERLAP = SHORT_OVERLAP_MS / 1000;
const COMPLETE_POLL_INTERVAL = COMPLETE_POLL_INTERVAL_MS / 1000;
const FULL_SCAN_INTERVAL = FULL_SCAN_INTERVAL_MS / 1000;
/** With access tokens of five minutes. */
const FULL_WINDOW = 420;

/** The polls of an instance: three per second, and after a notification as soon as the throttle allows. */
export class FeedPolls {
  /** From the commit of a revocation until this instance has read it. */
  delays = new Latencies();
  /** Revocations per second. */
  rate = 0;
  #unread: number[] = [];
  #isPolling = false;
  #isRequested = false;
  #throttledUntil = 0;
  #lastFullScan: number;
  #lastComplete = -Infinity;
  /** The scheduled poll. Earlier schedules have no effect. */
  #scheduled = 0;

  constructor(
    private readonly loop: EventLoop,
    private readonly database: SimulatedDatabase,
    random: Random,
    /** Uses the CPU of the instance. */
    private readonly compute: (microseconds: number, done: () => void) => void,
  ) {
    // Instances were started at different times.
    this.#lastFullScan = -random.next() * FULL_SCAN_INTERVAL;
    database.listen(() => this.#onNotification());
    this.#schedule(random.next() * INTERVAL);
  }

  #onNotification(): void {
    this.#unread.push(this.loop.now);
    if (this.#isPolling) this.#isRequested = true;
    else this.#schedule(Math.max(0, this.#throttledUntil - this.loop.now));
  }

  #schedule(delay: number): void {
    const scheduled = (this.#scheduled += 1);
    this.loop.after(delay, () => {
      if (scheduled === this.#scheduled) this.#poll();
    });
  }

  #poll(): void {
    const start = this.loop.now;
    const isFullScan = start - this.#lastFullScan >= FULL_SCAN_INTERVAL;
    if (isFullScan) this.#lastFullScan = start;
    const isComplete = isFullScan || start - this.#lastComplete >= COMPLETE_POLL_INTERVAL;
    if (isComplete) this.#lastComplete = start;
    const overlap = isComplete ? OVERLAP : SHORT_OVERLAP;
    const revocations = this.rate * (isFullScan ? FULL_WINDOW : overlap);
    const read = this.#unread;
    this.#unread = [];
    this.#isPolling = true;
    const cpu = POLL.databaseCpu + POLL.databaseCpuPerRevocation * revocations;
    this.database.execute({ cpu, pages: 0 }, () =>
      this.compute(POLL.instanceCpu + POLL.instanceCpuPerRevocation * revocations, () => {
        this.#isPolling = false;
        for (const time of read) this.delays.add(this.loop.now - time + ASSUMPTIONS.roundTrip / 2);
        this.#scheduleNext(this.loop.now - start);
      }),
    );
  }

  #scheduleNext(duration: number): void {
    const throttle = Math.min(Math.max(4 * duration, MIN_THROTTLE), MAX_THROTTLE);
    this.#throttledUntil = this.loop.now + throttle;
    this.#schedule(this.#isRequested ? throttle : Math.max(throttle, INTERVAL - duration));
    this.#isRequested = false;
  }
}
