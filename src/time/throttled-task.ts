import type { Clock } from './clock.js';

/** A task that starts at most once per interval. Callers during a run wait for the same run. */
export class ThrottledTask {
  #startedAt = -Infinity;
  #running: Promise<void> | undefined;

  /**
   * @param intervalMs minimum time between two starts, in milliseconds
   * @param task must not reject
   */
  constructor(
    private readonly clock: Clock,
    private readonly intervalMs: number,
    private readonly task: () => Promise<void>,
  ) {}

  /** Starts the task if the interval has passed. Resolves when the current run ends, or immediately if there is none. */
  run(): Promise<void> {
    const now = this.clock.milliseconds();
    const elapsed = now - this.#startedAt;
    // A negative value means that the clock was set back. The task then starts at once, because the clock may need very
    // long to reach the old time again.
    if (this.#running === undefined && (elapsed >= this.intervalMs || elapsed < 0)) {
      this.#startedAt = now;
      this.#running = this.task().finally(() => (this.#running = undefined));
    }
    return this.#running ?? Promise.resolve();
  }
}
