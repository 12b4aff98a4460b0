import { setTimeout as sleep } from 'node:timers/promises';
import { seed } from '../database/seed.js';
import { median, summarize } from '../stats/statistics.js';
import { Connection } from '../load/connection.js';
import { runLoad, type Step } from '../load/run-load.js';
import { loginClients } from '../load/logins.js';
import { refreshClients } from '../load/refreshes.js';
import { get } from '../load/request.js';
import type { ServerProcess } from '../processes/server-process.js';
import type { BenchContext } from '../bench-context.js';
import { returning } from './login.js';
import { refreshTokens } from './refresh.js';

const PEOPLE = 1000;
const CONNECTIONS = 16;

/** From the start of a process to its first answer, and what memory it has after work. */
export async function start(stage: BenchContext): Promise<void> {
  const { results, pace } = stage;
  results.heading('Cold start with DATABASE_URL set, and memory after load');
  const url = await stage.postgres.create('start');
  await seed(url, PEOPLE);
  const startsMs = { app: [] as number[], bare: [] as number[] };
  const memory = { app: [] as number[], bare: [] as number[] };
  for (let turn = 0; turn < pace.starts; turn++) {
    // The last few do some work as well.
    const working = turn >= pace.starts - 3;
    const bare = await stage.bareApp('fastify');
    startsMs.bare.push(bare.startMs);
    if (working) memory.bare.push(...(await memoryAfter(bare, greetings(bare), pace.seconds)));
    await bare.stop();
    const app = await stage.referenceApp(url);
    startsMs.app.push(app.startMs);
    if (working)
      memory.app.push(...(await memoryAfter(app, await work(stage, app, url), pace.seconds)));
    await app.stop();
  }
  compare(stage, 'cold start', startsMs, 'ms', 'coldStart');
  if (memory.app.length > 0) compare(stage, 'memory after load', memory, 'MiB', 'memory');
}

function compare(
  { results }: BenchContext,
  what: string,
  values: Readonly<Record<'app' | 'bare', readonly number[]>>,
  unit: string,
  ratio: 'coldStart' | 'memory',
): void {
  const [app, bare] = [summarize(values.app), summarize(values.bare)];
  results.add(`${what}, bare Nest app`, { ...bare, unit });
  results.add(`${what}, reference app`, { ...app, unit });
  // Started in turns: whatever slows the machine down for a while befalls both.
  results.ratio(ratio, median(values.app.map((value, turn) => value / (values.bare[turn] ?? NaN))));
}

/** @returns nothing where the system does not tell */
async function memoryAfter(
  server: ServerProcess,
  loads: readonly (readonly Step[])[],
  seconds: number,
): Promise<number[]> {
  for (let turn = 0; turn < 3; turn++) {
    for (const clients of loads) await runLoad(clients, seconds / loads.length);
  }
  await sleep(1000);
  const memory = server.memory();
  return memory === undefined ? [] : [memory];
}

function greetings({ port }: ServerProcess): Step[][] {
  const connections = Connection.several(port, CONNECTIONS);
  const request = get('/health');
  return [connections.map((connection) => () => connection.send(request))];
}

/** Greetings, refreshes and logins in turns. */
async function work(stage: BenchContext, server: ServerProcess, url: string): Promise<Step[][]> {
  const { port } = server;
  const providerPort = stage.provider.port;
  const refreshes = refreshClients(port, await refreshTokens(url, PEOPLE));
  const logins = loginClients({ port, providerPort, nextSubject: returning(PEOPLE) });
  return [...greetings(server), refreshes.clients, logins.clients];
}
