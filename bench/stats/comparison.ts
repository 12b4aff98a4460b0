import { runLoad, type Step } from '../load/run-load.js';
import type { RunProfile } from '../run-profile.js';
import type { ServerProcess } from '../processes/server-process.js';
import type { Figure } from './results.js';
import { median, summarize } from './statistics.js';

/** One of several that do the same work in turns. */
export interface Candidate {
  readonly server: ServerProcess;
  /** As many as work at a time; each repeats its step. */
  readonly clients: readonly Step[];
}

/** Steps a second: the median of all rounds, and each of them. */
export interface Rate extends Figure {
  readonly rounds: readonly number[];
}

/** @returns the ratio of two that took turns, the median of what it was in each round. */
export function ratio(one: Rate, other: Rate): number {
  return median(one.rounds.map((rate, round) => rate / (other.rounds[round] ?? NaN)));
}

/**
 * Lets all contestants work in turns (A B C, C B A, …), so that what else the machine does befalls them alike.
 *
 * @returns how many steps a second each has done
 */
export async function runComparison<Name extends string>(
  contestants: Readonly<Record<Name, Candidate>>,
  { rounds, seconds, warmUp }: Pick<RunProfile, 'rounds' | 'seconds' | 'warmUp'>,
): Promise<Record<Name, Rate>> {
  const entries = Object.entries<Candidate>(contestants);
  for (const [, contestant] of entries) await prepare(contestant, warmUp);
  const turns = new Map<string, Turn[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    // Every other round goes backwards: what one leaves behind does not befall the same one each time.
    const order = round % 2 === 0 ? entries : entries.toReversed();
    for (const [name, contestant] of order) {
      turns.get(name)?.push(await takeTurn(contestant, seconds));
    }
  }
  const figures = entries.map(([name]) => [name, rateOf(turns.get(name) ?? [])]);
  return Object.fromEntries(figures) as Record<Name, Rate>;
}

/**
 * Brings a contestant to where a server is on an ordinary day: its code is compiled well, and it has had a
 * collection of all garbage since its start. That one forgets what V8 knew of the shapes of objects of which
 * none was alive then (those of `process.nextTick` are among them, which every request uses a dozen times):
 * a server that was only just started answers up to a third more requests than it ever will again.
 */
async function prepare(
  { server, clients }: Candidate,
  warmUp: RunProfile['warmUp'],
): Promise<void> {
  await work(clients, warmUp);
  await server.collectGarbage();
  await work(clients, warmUp);
}

async function work(
  clients: readonly Step[],
  { steps, seconds }: RunProfile['warmUp'],
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  let done = 0;
  while (done < steps && performance.now() < end) done += (await runLoad(clients, 0.2)).steps;
}

interface Turn {
  rate: number;
  cpuMicroseconds: number | undefined;
}

async function takeTurn({ server, clients }: Candidate, seconds: number): Promise<Turn> {
  const before = server.cpuSeconds();
  const { steps, elapsed } = await runLoad(clients, seconds);
  const after = server.cpuSeconds();
  const known = before !== undefined && after !== undefined;
  return {
    rate: steps / elapsed,
    cpuMicroseconds: known ? ((after - before) * 1e6) / steps : undefined,
  };
}

function rateOf(turns: readonly Turn[]): Rate {
  const rounds = turns.map(({ rate }) => rate);
  const cpu = turns.flatMap(({ cpuMicroseconds }) => cpuMicroseconds ?? []);
  return {
    ...summarize(rounds),
    rounds,
    unit: '/s',
    ...(cpu.length > 0 && { cpuMicroseconds: median(cpu) }),
  };
}
