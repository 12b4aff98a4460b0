import { runLoad, type Step } from '../load/run-load.js';
import type { ServerProcess } from '../processes/server-process.js';
import type { RunProfile } from '../run-profile.js';
import type { Figure } from './results.js';
import { median, summarize } from './statistics.js';

/** A server under test and the load for it. */
export interface Candidate {
  readonly server: ServerProcess;
  /** The concurrent clients. Each client repeats its step. */
  readonly clients: readonly Step[];
  /** Number of steps after which caches are filled. Default: 0. */
  readonly warmUpSteps?: number;
  /** Returns the CPU time of the database so far. If undefined, the result contains no CPU time of the database. */
  readonly databaseCpuSeconds?: () => number | undefined;
}

/** Steps per second. Contains the median of all rounds, and the value of each round. */
export interface Rate extends Figure {
  readonly rounds: readonly number[];
}

/** Returns the median of the ratios in each round of two rates from the same comparison. */
export function ratio(numerator: Rate, denominator: Rate): number {
  return median(
    numerator.rounds.map((rate, round) => rate / (denominator.rounds[round] ?? Number.NaN)),
  );
}

/**
 * Measures all candidates in alternating order (A B C, C B A, …), so that other load on the machine affects all
 * of them equally.
 *
 * @returns the rate of each candidate
 */
export async function runComparison<Name extends string>(
  candidates: Readonly<Record<Name, Candidate>>,
  { rounds, seconds, warmUp }: Pick<RunProfile, 'rounds' | 'seconds' | 'warmUp'>,
): Promise<Record<Name, Rate>> {
  const entries = Object.entries<Candidate>(candidates);
  for (const [, candidate] of entries) await warmUpCandidate(candidate, warmUp);
  const samples = new Map<string, Sample[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    // Reverses every other round, so that a candidate does not always follow the same candidate.
    const order = round % 2 === 0 ? entries : entries.toReversed();
    for (const [name, candidate] of order) {
      samples.get(name)?.push(await takeSample(candidate, seconds));
    }
  }
  const rates = entries.map(([name]) => [name, toRate(samples.get(name) ?? [])]);
  return Object.fromEntries(rates) as Record<Name, Rate>;
}

/**
 * Brings a candidate into the state of a long-running server.
 *
 * Runs the load, collects all garbage and runs the load again. The first full collection discards V8's hidden
 * classes of objects that are not alive at that moment. Until then a server handles up to a third more requests.
 */
async function warmUpCandidate(
  { server, clients, warmUpSteps = 0 }: Candidate,
  limits: RunProfile['warmUp'],
): Promise<void> {
  if (warmUpSteps > limits.steps) await runLimited(clients, { steps: warmUpSteps, seconds: 60 });
  await runLimited(clients, limits);
  await server.collectGarbage();
  await runLimited(clients, limits);
}

async function runLimited(
  clients: readonly Step[],
  { steps, seconds }: RunProfile['warmUp'],
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  let completed = 0;
  while (completed < steps && performance.now() < end) {
    completed += (await runLoad(clients, 0.2)).steps;
  }
}

interface Sample {
  rate: number;
  steps: number;
  cpuMicroseconds: number | undefined;
  databaseCpuSeconds: number | undefined;
}

async function takeSample(
  { server, clients, databaseCpuSeconds }: Candidate,
  seconds: number,
): Promise<Sample> {
  const before = [server.cpuSeconds(), databaseCpuSeconds?.()] as const;
  const { steps, elapsed } = await runLoad(clients, seconds);
  const cpu = difference(before[0], server.cpuSeconds());
  return {
    rate: steps / elapsed,
    steps,
    cpuMicroseconds: cpu === undefined ? undefined : (cpu * 1e6) / steps,
    databaseCpuSeconds: difference(before[1], databaseCpuSeconds?.()),
  };
}

const difference = (before: number | undefined, after: number | undefined) =>
  before === undefined || after === undefined ? undefined : after - before;

function toRate(samples: readonly Sample[]): Rate {
  const rounds = samples.map(({ rate }) => rate);
  const cpu = samples.flatMap(({ cpuMicroseconds }) => cpuMicroseconds ?? []);
  const databaseCpu = samples.flatMap(({ databaseCpuSeconds }) => databaseCpuSeconds ?? []);
  return {
    ...summarize(rounds),
    rounds,
    unit: '/s',
    ...(cpu.length > 0 && { cpuMicroseconds: median(cpu) }),
    // Uses the mean of all rounds, because the database also works between steps, in some rounds more than in others.
    ...(databaseCpu.length > 0 && {
      databaseCpuMicroseconds: (sum(databaseCpu) * 1e6) / sum(samples.map(({ steps }) => steps)),
    }),
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
