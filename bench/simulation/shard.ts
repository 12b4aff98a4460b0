import { REQUEST_KINDS, type RequestKind } from './costs.js';
import { SimulatedDatabase } from './database.js';
import { ASSUMPTIONS, BUSIEST_HOUR, loadOfHour, ShardPlan, type Deployment } from './deployment.js';
import { EventLoop } from './event-loop.js';
import { SimulatedInstance } from './instance.js';
import { Latencies } from './latencies.js';
import { Random } from './random.js';

/** What was observed in a part of the day. */
export interface Observation {
  readonly hour: number;
  readonly requestsPerSecond: number;
  readonly latencies: Readonly<Record<RequestKind, Latencies>>;
  /** From the commit of a revocation until an instance has read it. */
  readonly revocationDelays: Latencies;
  /** Share of its capacity that each resource uses, from 0 to 1. */
  readonly utilization: Utilization;
  readonly logBytesPerSecond: number;
}

export interface Utilization {
  readonly instances: number;
  readonly connections: number;
  readonly 'database cores': number;
  readonly 'database disk': number;
  readonly 'write-ahead log': number;
}
export type Resource = keyof Utilization;

/**
 * One database and its instances.
 *
 * Shards share nothing, and a load balancer sends each request to a random instance, so one shard represents all.
 */
export class SimulatedShard {
  readonly plan: ShardPlan;
  readonly #loop = new EventLoop();
  readonly #random: Random;
  readonly #database: SimulatedDatabase;
  readonly #instances: SimulatedInstance[];
  #latencies = createLatencies();

  constructor(deployment: Deployment, seed: number) {
    this.plan = new ShardPlan(deployment);
    this.#random = new Random(seed);
    this.#database = new SimulatedDatabase(this.#loop, this.#random, this.plan);
    this.#instances = Array.from(
      { length: this.plan.instances },
      () => new SimulatedInstance(this.#loop, this.#random, this.#database),
    );
    for (const kind of REQUEST_KINDS) this.#arrive(kind);
  }

  #load = 0;

  /**
   * Simulates the hours of a day one after another.
   *
   * The queues adapt to a load within milliseconds, so a part of each hour is enough.
   *
   * @param seconds of each hour; ten times as many of the busiest
   */
  *runDay(seconds: number): Generator<Observation> {
    for (let hour = 0; hour < 24; hour++) {
      yield this.run(hour, hour === BUSIEST_HOUR ? 10 * seconds : seconds);
    }
  }

  /** Simulates a part of an hour. */
  run(hour: number, seconds: number): Observation {
    this.#load = loadOfHour(hour);
    this.#database.load = this.#load;
    for (const { feed } of this.#instances) feed.rate = this.plan.rate('logout', this.#load);
    this.#loop.runFor(seconds / 10);
    this.#observe(hour);
    this.#loop.runFor(seconds);
    return this.#observe(hour);
  }

  #arrive(kind: RequestKind): void {
    // Without load, at midnight before the first hour, it checks again soon.
    const rate = this.plan.rate(kind, this.#load);
    const delay = rate === 0 ? 0.001 : this.#random.exponential(1 / rate);
    this.#loop.after(delay, () => {
      this.#arrive(kind);
      if (rate > 0) this.#request(kind);
    });
  }

  #request(kind: RequestKind): void {
    const start = this.#loop.now;
    const index = Math.floor(this.#random.next() * this.#instances.length);
    const latencies = this.#latencies[kind];
    this.#instances[index]?.handle(kind, () => latencies.add(this.#loop.now - start));
  }

  /** Returns what was observed since the last call. */
  #observe(hour: number): Observation {
    const latencies = this.#latencies;
    this.#latencies = createLatencies();
    const { cores, disk, log } = this.#database;
    const logBytesPerSecond = log.takeBytesPerSecond();
    return {
      hour,
      latencies,
      requestsPerSecond: REQUEST_KINDS.reduce(
        (sum, kind) => sum + this.plan.rate(kind, this.#load),
        0,
      ),
      revocationDelays: this.#takeDelays(),
      utilization: {
        instances: mean(this.#instances.map(({ cpu }) => cpu.takeUtilization())),
        connections: mean(this.#instances.map(({ pool }) => pool.takeUtilization())),
        'database cores': cores.takeUtilization(),
        'database disk': disk.takeUtilization(),
        'write-ahead log': logBytesPerSecond / ASSUMPTIONS.logBandwidth,
      },
      logBytesPerSecond,
    };
  }

  #takeDelays(): Latencies {
    const all = new Latencies();
    for (const { feed } of this.#instances) {
      all.addAll(feed.delays);
      feed.delays = new Latencies();
    }
    return all;
  }
}

const createLatencies = () =>
  Object.fromEntries(REQUEST_KINDS.map((kind) => [kind, new Latencies()])) as Record<
    RequestKind,
    Latencies
  >;

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
