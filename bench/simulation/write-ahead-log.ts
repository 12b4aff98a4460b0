import { ASSUMPTIONS } from './deployment.js';
import type { EventLoop } from './event-loop.js';

/** A write-ahead log. Commits that arrive during a flush share the next one (group commit). */
export class WriteAheadLog {
  #waiting: (() => void)[] = [];
  #waitingBytes = 0;
  #isFlushing = false;
  #bytes = 0;
  #since = 0;

  constructor(private readonly loop: EventLoop) {}

  commit(bytes: number, done: () => void): void {
    this.#waiting.push(done);
    this.#waitingBytes += bytes;
    this.#bytes += bytes;
    if (!this.#isFlushing) this.#flush();
  }

  /** Returns the bytes per second since the last call. */
  takeBytesPerSecond(): number {
    const rate = this.#bytes / (this.loop.now - this.#since);
    this.#bytes = 0;
    this.#since = this.loop.now;
    return rate;
  }

  #flush(): void {
    const flushed = this.#waiting;
    const seconds = ASSUMPTIONS.logFlush + this.#waitingBytes / ASSUMPTIONS.logBandwidth;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#isFlushing = true;
    this.loop.after(seconds, () => {
      this.#isFlushing = false;
      if (this.#waiting.length > 0) this.#flush();
      for (const done of flushed) done();
    });
  }
}
