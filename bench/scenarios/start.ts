import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../bench-context.js';
import { seed } from '../database/seed.js';
import { Connection } from '../load/connection.js';
import { createLoginClients } from '../load/logins.js';
import { createRefreshClients } from '../load/refreshes.js';
import { get } from '../load/request.js';
import { runLoad, type Step } from '../load/run-load.js';
import type { ServerProcess } from '../processes/server-process.js';
import { median, summarize } from '../stats/statistics.js';
import { existingSubjects } from './login.js';
import { issueRefreshTokens } from './refresh.js';

const USERS = 1000;
const CONNECTIONS = 16;
/**
 * Number of rounds at the end in which memory is also measured. It is not measured in all rounds, because load takes
 * longer than a start.
 */
const MEMORY_ROUNDS = 3;

/** Measures cold start and memory after load of the reference app and of a bare Nest app. */
export async function start(context: BenchContext): Promise<void> {
  const { results, runProfile } = context;
  results.heading('Cold start with DATABASE_URL set, and memory after load');
  const url = await context.postgres.createMigrated('start');
  await seed(url, USERS);
  const startMs = { app: [] as number[], bare: [] as number[] };
  const memory = { app: [] as number[], bare: [] as number[] };
  for (let round = 0; round < runProfile.starts; round++) {
    const isMemoryRound = round >= runProfile.starts - MEMORY_ROUNDS;
    const bare = await context.startBareApp('fastify');
    startMs.bare.push(bare.startMs);
    if (isMemoryRound) {
      memory.bare.push(...(await measureMemory(bare, [healthLoad(bare)], runProfile.seconds)));
    }
    await bare.stop();
    const app = await context.startReferenceApp(url);
    startMs.app.push(app.startMs);
    if (isMemoryRound) {
      const loads = await createMixedLoad(context, app, url);
      memory.app.push(...(await measureMemory(app, loads, runProfile.seconds)));
    }
    await app.stop();
  }
  report(context, 'cold start', startMs, 'ms', 'coldStart');
  if (memory.app.length > 0) report(context, 'memory after load', memory, 'MiB', 'memory');
}

function report(
  { results }: BenchContext,
  name: string,
  values: Readonly<Record<'app' | 'bare', readonly number[]>>,
  unit: string,
  ratioName: 'coldStart' | 'memory',
): void {
  results.add(`${name}, bare Nest app`, { ...summarize(values.bare), unit });
  results.add(`${name}, reference app`, { ...summarize(values.app), unit });
  // Compares the apps within each round, because other load on the machine then affects both.
  const ratios = values.app.map((value, round) => value / (values.bare[round] ?? Number.NaN));
  results.ratio(ratioName, median(ratios));
}

/** Returns the memory after load in MiB, or an empty array on systems without /proc. */
async function measureMemory(
  server: ServerProcess,
  loads: readonly (readonly Step[])[],
  seconds: number,
): Promise<number[]> {
  for (let repetition = 0; repetition < 3; repetition++) {
    for (const clients of loads) await runLoad(clients, seconds / loads.length);
  }
  await sleep(1000);
  const memory = server.memoryMiB();
  return memory === undefined ? [] : [memory];
}

function healthLoad({ port }: ServerProcess): Step[] {
  const connections = Connection.createMany(port, CONNECTIONS);
  const request = get('/health');
  return connections.map((connection) => () => connection.send(request));
}

/** Creates a load of health checks, refreshes and logins. */
async function createMixedLoad(
  context: BenchContext,
  server: ServerProcess,
  url: string,
): Promise<Step[][]> {
  const { port } = server;
  const providerPort = context.provider.port;
  const refreshes = createRefreshClients(port, await issueRefreshTokens(url, USERS));
  const logins = createLoginClients({ port, providerPort, nextSubject: existingSubjects(USERS) });
  return [healthLoad(server), refreshes.clients, logins.clients];
}
