import type { EventLoop } from './event-loop.js';

interface Job {
  seconds: number;
  done: () => void;
}

/** A queue in order of arrival (FIFO), and the servers that work on it: the event loop of an instance, cores, a disk. */
export class Station {
  readonly #queue = new Fifo<Job>();
  readonly #usage: Usage;

  /** @param servers number of jobs that it works on at the same time */
  constructor(
    private readonly loop: EventLoop,
    private readonly servers: number,
  ) {
    this.#usage = new Usage(loop, servers);
  }

  /**
   * Adds a job.
   *
   * @param seconds how long one server works on it
   */
  serve(seconds: number, done: () => void): void {
    if (this.#usage.current === this.servers) this.#queue.push({ seconds, done });
    else this.#start({ seconds, done });
  }

  /** Returns the share of its servers, from 0 to 1, that have been busy on average since the last call. */
  takeUtilization(): number {
    return this.#usage.take();
  }

  #start({ seconds, done }: Job): void {
    this.#usage.change(1);
    this.loop.after(seconds, () => {
      this.#usage.change(-1);
      const next = this.#queue.shift();
      if (next !== undefined) this.#start(next);
      done();
    });
  }
}

/** Permits that are held for an unknown time, such as the connections of a pool. */
export class Permits {
  readonly #queue = new Fifo<() => void>();
  readonly #usage: Usage;

  constructor(
    loop: EventLoop,
    private readonly count: number,
  ) {
    this.#usage = new Usage(loop, count);
  }

  /** @param work receives the function that returns the permit */
  acquire(work: (release: () => void) => void): void {
    const start = () => work(() => this.#release());
    if (this.#usage.current === this.count) return this.#queue.push(start);
    this.#usage.change(1);
    start();
  }

  /** Returns the share of permits, from 0 to 1, that have been held on average since the last call. */
  takeUtilization(): number {
    return this.#usage.take();
  }

  #release(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#usage.change(-1);
    else next();
  }
}

/** How many of several equal things are in use, and were on average. */
class Usage {
  current = 0;
  #changedAt = 0;
  #since = 0;
  /** The integral of `current` over time. */
  #total = 0;

  constructor(
    private readonly loop: EventLoop,
    private readonly count: number,
  ) {}

  change(difference: number): void {
    this.#total += this.current * (this.loop.now - this.#changedAt);
    this.#changedAt = this.loop.now;
    this.current += difference;
  }

  take(): number {
    this.change(0);
    const mean = this.#total / (this.loop.now - this.#since);
    this.#total = 0;
    this.#since = this.loop.now;
    return mean / this.count;
  }
}

/** A queue whose operations take constant time, however long it is. */
class Fifo<Item> {
  #items: Item[] = [];
  #first = 0;

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item | undefined {
    const item = this.#items[this.#first];
    if (item === undefined) return undefined;
    this.#first += 1;
    if (this.#first > 1000 && this.#first * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }
}
