import { BACKGROUND, BYTES, MICROSECOND, NOTIFICATION_CPU, type Statement } from './costs.js';
import { ASSUMPTIONS, type ShardPlan } from './deployment.js';
import type { EventLoop } from './event-loop.js';
import type { Random } from './random.js';
import { Permits, Station } from './station.js';
import { WriteAheadLog } from './write-ahead-log.js';

/** Interval of the work in the background, in seconds. */
const TICK = 0.01;
const DELETED_PER_STATEMENT = 1000;

/** A PostgreSQL server: cores, a disk, and a write-ahead log that concurrent commits flush together. */
export class SimulatedDatabase {
  readonly cores: Station;
  readonly disk: Station;
  readonly log: WriteAheadLog;
  readonly #notifying: Permits;
  #listeners: (() => void)[] = [];
  #load = 0;

  constructor(
    private readonly loop: EventLoop,
    private readonly random: Random,
    private readonly plan: ShardPlan,
  ) {
    this.cores = new Station(loop, plan.deployment.cores);
    this.disk = new Station(loop, 1);
    this.log = new WriteAheadLog(loop);
    this.#notifying = new Permits(loop, 1);
    loop.after(TICK, () => this.#runBackground());
  }

  /** Sets the load, relative to the mean of the day. */
  set load(load: number) {
    this.#load = load;
  }

  /** Adds a connection that listens for revocations. */
  listen(onNotification: () => void): void {
    this.#listeners.push(onNotification);
  }

  /** Executes a statement, including the network. */
  execute(statement: Statement, done: () => void): void {
    const { cpu, pages, roundTrips = 1 } = statement;
    this.loop.after((roundTrips - 0.5) * ASSUMPTIONS.roundTrip, () =>
      this.useCpu(cpu, () =>
        this.#read(pages, () =>
          this.#commit(statement, () => this.loop.after(ASSUMPTIONS.roundTrip / 2, done)),
        ),
      ),
    );
  }

  /** @param microseconds mean CPU time */
  useCpu(microseconds: number, done: () => void): void {
    this.cores.serve(this.random.exponential(microseconds * MICROSECOND), done);
  }

  /** A backend reads its pages one after another. */
  #read(pages: number, done: () => void): void {
    const misses = this.random.poisson(pages * this.plan.missShare);
    if (misses === 0) return done();
    this.#useDisk(misses, () => this.loop.after(misses * ASSUMPTIONS.diskRead, done));
  }

  #useDisk(operations: number, done: () => void): void {
    this.disk.serve(operations / this.plan.deployment.diskOperations, done);
  }

  #commit(statement: Statement, done: () => void): void {
    const { logBytes, changedPages = 0, notifies = false } = statement;
    if (logBytes === undefined) return done();
    const bytes = logBytes + changedPages * this.#firstChangeShare() * BYTES.page;
    if (!notifies) return this.log.commit(bytes, done);
    this.#notifying.acquire((release) =>
      this.log.commit(bytes, () => {
        release();
        this.#notify();
        done();
      }),
    );
  }

  #notify(): void {
    for (const listener of this.#listeners) {
      this.useCpu(NOTIFICATION_CPU, () => this.loop.after(ASSUMPTIONS.roundTrip / 2, listener));
    }
  }

  /** @returns the share of changes that are the first of their page since a checkpoint */
  #firstChangeShare(): number {
    const changes = this.plan.rate('refresh', this.#load);
    return changes === 0 ? 1 : this.plan.firstChanges(this.#load) / changes;
  }

  /** Checkpoints write changed pages. Vacuum processes dead rows. The hourly job deletes as many sessions as are created. */
  #runBackground(): void {
    this.loop.after(TICK, () => this.#runBackground());
    const ignore = () => undefined;
    const writes = this.random.poisson(this.plan.firstChanges(this.#load) * TICK);
    if (writes > 0) this.#useDisk(writes, ignore);
    this.useCpu(this.plan.rate('refresh', this.#load) * TICK * BACKGROUND.refreshCpu, ignore);
    const { sessions } = this.plan;
    const deletions = (sessions / ASSUMPTIONS.sessionDays / 86_400) * TICK;
    if (this.random.next() < deletions / DELETED_PER_STATEMENT) {
      this.useCpu(BACKGROUND.deletionCpu * DELETED_PER_STATEMENT, ignore);
    }
  }
}
