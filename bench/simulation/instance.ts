import { MAX_BATCH_SIZE, MAX_WAIT_MS } from '../../src/social-auth/database/batcher.js';
import {
  MICROSECOND,
  REFRESH,
  REFRESH_STATEMENT_CPU,
  REQUESTS,
  type RequestKind,
  type Statement,
} from './costs.js';
import type { SimulatedDatabase } from './database.js';
import { ASSUMPTIONS } from './deployment.js';
import type { EventLoop } from './event-loop.js';
import { FeedPolls } from './feed-polls.js';
import type { Random } from './random.js';
import { Permits, Station } from './station.js';

/** In seconds. */
const MAX_WAIT = MAX_WAIT_MS / 1000;

/** An instance of the app: one event loop, a connection pool and a connection of the revocation feed. */
export class SimulatedInstance {
  readonly cpu: Station;
  readonly feed: FeedPolls;
  readonly pool: Permits;
  #waiting: (() => void)[] = [];
  #inFlight = 0;
  #isTimerSet = false;

  constructor(
    private readonly loop: EventLoop,
    private readonly random: Random,
    private readonly database: SimulatedDatabase,
  ) {
    this.cpu = new Station(loop, 1);
    this.pool = new Permits(loop, ASSUMPTIONS.poolSize);
    this.feed = new FeedPolls(loop, database, random, (microseconds, done) =>
      this.#compute(microseconds, done),
    );
  }

  /** Serves a request. The CPU time is divided evenly between before, between and after the statements. */
  handle(kind: RequestKind, done: () => void): void {
    const { cpu, statements } = REQUESTS[kind];
    if (kind === 'refresh') {
      return this.#compute(cpu / 2, () => this.#refresh(() => this.#compute(cpu / 2, done)));
    }
    const part = cpu / (statements.length + 1);
    const run = (index: number): void =>
      this.#compute(part, () => {
        const statement = statements[index];
        if (statement === undefined) return done();
        this.#query(statement, () => run(index + 1));
      });
    run(0);
  }

  /** @param microseconds mean CPU time */
  #compute(microseconds: number, done: () => void): void {
    this.cpu.serve(this.random.exponential(microseconds * MICROSECOND), done);
  }

  #query(statement: Statement, done: () => void): void {
    this.pool.acquire((release) =>
      this.database.execute(statement, () => {
        release();
        done();
      }),
    );
  }

  #refresh(done: () => void): void {
    if (this.#inFlight === 0) return this.#sendRefreshes([done]);
    this.#waiting.push(done);
    if (this.#isTimerSet) return;
    this.#isTimerSet = true;
    this.loop.after(MAX_WAIT, () => {
      this.#isTimerSet = false;
      this.#sendWaiting();
    });
  }

  #sendWaiting(): void {
    while (this.#waiting.length > 0) this.#sendRefreshes(this.#waiting.splice(0, MAX_BATCH_SIZE));
  }

  #sendRefreshes(batch: readonly (() => void)[]): void {
    const statement: Statement = {
      cpu: REFRESH_STATEMENT_CPU + REFRESH.cpu * batch.length,
      pages: REFRESH.pages * batch.length,
      changedPages: REFRESH.changedPages * batch.length,
      logBytes: REFRESH.logBytes * batch.length,
    };
    this.#inFlight += 1;
    this.#query(statement, () => {
      this.#inFlight -= 1;
      if (this.#inFlight === 0) this.#sendWaiting();
      for (const done of batch) done();
    });
  }
}
