import { describe, expect, it } from 'vitest';
import { BUSIEST_HOUR, DEFAULT_MACHINES, loadOfHour } from '../../bench/simulation/deployment.js';
import { EventLoop } from '../../bench/simulation/event-loop.js';
import { Latencies } from '../../bench/simulation/latencies.js';
import { Random } from '../../bench/simulation/random.js';
import { SimulatedShard } from '../../bench/simulation/shard.js';
import { Permits, Station } from '../../bench/simulation/station.js';
import { WriteAheadLog } from '../../bench/simulation/write-ahead-log.js';

const SEED = 7;

/** Serves jobs that arrive at random. The mean service time is one second. */
function serveJobs(servers: number, rate: number, serviceTime: (random: Random) => number) {
  const loop = new EventLoop();
  const random = new Random(SEED);
  const station = new Station(loop, servers);
  let waited = 0;
  let jobs = 0;
  const arrive = () => {
    loop.after(random.exponential(1 / rate), arrive);
    const start = loop.now;
    const seconds = serviceTime(random);
    station.serve(seconds, () => {
      waited += loop.now - start - seconds;
      jobs += 1;
    });
  };
  arrive();
  loop.runFor(200_000 / rate);
  return { meanWait: waited / jobs, utilization: station.takeUtilization() };
}

/** The probability that a job has to wait in M/M/c (Erlang C). */
function erlangC(servers: number, load: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < servers; n++) {
    term *= load / n;
    sum += term;
  }
  const last = ((term * load) / servers) * (servers / (servers - load));
  return last / (sum + last);
}

describe('a simulated queue', () => {
  const exponential = (random: Random) => random.exponential(1);

  it.each([
    ['M/M/1', 1, 0.7, exponential, 0.7 / (1 - 0.7)],
    ['M/D/1', 1, 0.7, () => 1, 0.7 / (2 * (1 - 0.7))],
    ['M/M/4', 4, 2.8, exponential, erlangC(4, 2.8) / (4 - 2.8)],
  ])('has the mean wait and the utilization of %s', (_, servers, rate, serviceTime, expected) => {
    const { meanWait, utilization } = serveJobs(servers, rate, serviceTime);
    expect(Math.abs(meanWait / expected - 1)).toBeLessThan(0.05);
    expect(Math.abs(utilization / (rate / servers) - 1)).toBeLessThan(0.01);
  });
});

describe('the event loop of the simulation', () => {
  it('runs events in the order of their time, until the end', () => {
    const loop = new EventLoop();
    const random = new Random(SEED);
    const times: number[] = [];
    for (let event = 0; event < 1000; event++) {
      loop.after(2 * random.next(), () => times.push(loop.now));
    }
    loop.runFor(1);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.every((time) => time <= 1)).toBe(true);
    expect(loop.now).toBe(1);
    loop.runFor(1);
    expect(times).toHaveLength(1000);
  });
});

describe('simulated permits', () => {
  it('are held by a limited number of tasks, in the order of arrival', () => {
    const loop = new EventLoop();
    const permits = new Permits(loop, 2);
    const log: string[] = [];
    for (const task of ['a', 'b', 'c', 'd']) {
      permits.acquire((release) => {
        log.push(`${task} at ${loop.now}`);
        loop.after(1, release);
      });
    }
    loop.runFor(4);
    expect(log).toEqual(['a at 0', 'b at 0', 'c at 1', 'd at 1']);
    expect(permits.takeUtilization()).toBe(0.5);
  });
});

describe('a simulated write-ahead log', () => {
  it('flushes commits that arrive during a flush together', () => {
    const loop = new EventLoop();
    const log = new WriteAheadLog(loop);
    const committedAt: number[] = [];
    for (let commit = 0; commit < 5; commit++) log.commit(0, () => committedAt.push(loop.now));
    loop.runFor(1);
    expect(committedAt).toEqual([0.001, 0.002, 0.002, 0.002, 0.002]);
  });
});

describe('simulated random numbers', () => {
  it.each([0.3, 4, 400])(
    'have the mean and the variance of the Poisson distribution of %d',
    (mean) => {
      const random = new Random(SEED);
      const values = Array.from({ length: 20_000 }, () => random.poisson(mean));
      const average = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance =
        values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
      expect(Math.abs(average / mean - 1)).toBeLessThan(0.03);
      expect(Math.abs(variance / mean - 1)).toBeLessThan(0.05);
    },
  );
});

describe('a latency histogram', () => {
  it('returns percentiles within 2 %', () => {
    const [all, first, second] = [new Latencies(), new Latencies(), new Latencies()];
    for (let value = 1; value <= 1000; value++) {
      (value % 2 === 0 ? first : second).add(value / 1000);
    }
    all.addAll(first);
    all.addAll(second);
    expect(Math.abs(all.percentile(0.5) / 0.5 - 1)).toBeLessThan(0.02);
    expect(Math.abs(all.percentile(0.99) / 0.99 - 1)).toBeLessThan(0.02);
    expect(all.count).toBe(1000);
  });
});

describe('a simulated day', () => {
  it('has a busiest hour with three times the mean load', () => {
    const loads = Array.from({ length: 24 }, (_, hour) => loadOfHour(hour));
    expect(loads.reduce((sum, load) => sum + load, 0) / 24).toBeCloseTo(1, 1);
    expect(Math.max(...loads)).toBe(loads[BUSIEST_HOUR]);
    expect(loads[BUSIEST_HOUR]).toBeCloseTo(3, 5);
  });
});

describe('a simulated shard', () => {
  const deployment = { ...DEFAULT_MACHINES, users: 4_000_000, instances: 4, shards: 2 };
  const run = (changes: Partial<typeof deployment>, seed: number, seconds = 4) => {
    const shard = new SimulatedShard({ ...deployment, ...changes }, seed);
    const { latencies, utilization } = shard.run(BUSIEST_HOUR, seconds);
    const { refresh } = latencies;
    return { p50: refresh.percentile(0.5), p99: refresh.percentile(0.99), ...utilization };
  };

  it('gives the same results with the same seed', () => {
    expect(run({}, SEED, 1)).toEqual(run({}, SEED, 1));
  });

  it('gives nearly the same results with another seed, and for the same share of a larger deployment', () => {
    const [first, other] = [run({}, 1), run({ users: 20_000_000, instances: 20, shards: 10 }, 2)];
    expect(Math.abs(other.p50 / first.p50 - 1)).toBeLessThan(0.05);
    expect(Math.abs(other.p99 / first.p99 - 1)).toBeLessThan(0.2);
    expect(Math.abs(other.instances / first.instances - 1)).toBeLessThan(0.05);
  });

  it('reads more from its disk when its tables exceed its memory', () => {
    const little = run({ cacheBytes: 2 ** 30 }, SEED, 1);
    const enough = run({ cacheBytes: 2 ** 34 }, SEED, 1);
    expect(little['database disk']).toBeGreaterThan(2 * enough['database disk']);
    expect(little.p50).toBeGreaterThan(enough.p50);
  });
});
