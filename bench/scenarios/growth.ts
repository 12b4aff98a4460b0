import { TokenFactory } from '../apps/token-factory.js';
import type { BenchContext } from '../bench-context.js';
import { capturePlans } from '../database/plans.js';
import { sampleSessions, seed } from '../database/seed.js';
import { measureStorage, type GrowingTable, type TableStorage } from '../database/storage.js';
import { Connection } from '../load/connection.js';
import { createLoginClients } from '../load/logins.js';
import { createRefreshClients } from '../load/refreshes.js';
import { get, post } from '../load/request.js';
import { createRoundRobinClients, type ClientPool } from '../load/round-robin.js';
import { repeat } from '../load/run-load.js';
import type { ServerProcess } from '../processes/server-process.js';
import { ratio, runComparison, type Candidate, type Rate } from '../stats/comparison.js';
import { newSubjects, existingSubjects } from './login.js';
import { measureMaintenance } from './maintenance.js';
import { issueRefreshTokens } from './refresh.js';

const SESSIONS = 5000;

/** Largest size that the targets apply to. */
const MILLION = 1_000_000;

interface Size {
  rows: number;
  url: string;
  server: ServerProcess;
  /** Before the measurements. */
  storage: Record<GrowingTable, TableStorage>;
}

/**
 * Measures refresh, login, list of sessions and maintenance with small and large tables, and captures the plans with the
 * largest.
 */
export async function growth(context: BenchContext): Promise<void> {
  const { results, runProfile } = context;
  results.heading('Growth of users, accounts and sessions: operations per second');
  const sizes: Size[] = [];
  for (const rows of runProfile.growth) {
    const url = await context.postgres.createMigrated(`growth_${rows}`);
    await seed(url, rows);
    const storage = await measureStorage(url);
    sizes.push({ rows, url, server: await context.startReferenceApp(url), storage });
  }
  const refreshes = await compare(context, sizes, 'refresh', async ({ rows, url, server }) =>
    createRefreshClients(server.port, await issueRefreshTokens(url, Math.min(rows, SESSIONS))),
  );
  const logins = await compare(context, sizes, 'login', ({ rows, server: { port } }) =>
    createLoginClients({
      port,
      providerPort: context.provider.port,
      nextSubject: existingSubjects(rows),
    }),
  );
  await compare(context, sizes, 'list of sessions', createListClients);
  for (const size of sizes) await reportStorage(context, size);
  results.ratio('refreshGrowth', refreshes);
  results.ratio('loginGrowth', logins);
  // Instances poll, which would add to the cost of maintenance and to the captured plans.
  await Promise.all(sizes.map(({ server }) => server.stop()));
  for (const { rows, url } of sizes) await measureMaintenance(context, url, rows);
  const largest = sizes.at(-1);
  if (largest !== undefined) await reportPlans(context, largest);
}

/** Creates clients that list the sessions of different users. */
async function createListClients({ rows, url, server }: Size): Promise<ClientPool> {
  const sessions = await sampleSessions(url, Math.min(rows, SESSIONS));
  const tokenFactory = await TokenFactory.open(url);
  const requests = sessions.map((session) =>
    get('/auth/sessions', {
      headers: { authorization: `Bearer ${tokenFactory.accessToken(session)}` },
    }),
  );
  await tokenFactory.close();
  return createRoundRobinClients(server.port, requests);
}

/** Returns the throughput with the most rows, up to one million, divided by the throughput with the fewest. */
async function compare(
  { results, runProfile, postgres }: BenchContext,
  sizes: readonly Size[],
  operation: string,
  createClients: (size: Size) => ClientPool | Promise<ClientPool>,
): Promise<number> {
  const loads: Record<string, Candidate & ClientPool> = {};
  const databaseCpuSeconds = () => postgres.cpuSeconds();
  for (const size of sizes) {
    const { server } = size;
    loads[label(operation, size)] = { server, databaseCpuSeconds, ...(await createClients(size)) };
  }
  const rates = await runComparison(loads, runProfile);
  for (const { close } of Object.values(loads)) close();
  for (const [name, rate] of Object.entries<Rate>(rates)) results.add(name, rate);
  const compared = sizes.filter(({ rows }) => rows <= MILLION);
  const [few, many] = [compared[0], compared.at(-1)].map(
    (size) => size && rates[label(operation, size)],
  );
  return few && many ? ratio(many, few) : NaN;
}

const label = (name: string, { rows }: Size) => `${name}, ${rows.toLocaleString('en-US')} rows`;

/** Reports the size of the tables, and how much they have grown since the start. */
async function reportStorage({ results }: BenchContext, size: Size): Promise<void> {
  for (const [table, now] of Object.entries(await measureStorage(size.url))) {
    const before = size.storage[table as GrowingTable];
    const bytesPerRow = (now.tableBytes + now.indexBytes) / now.rows;
    const hot = now.hotUpdates;
    results.note(
      label(table, size),
      `${Math.round(bytesPerRow)} bytes per row; table ${describeSize(before.tableBytes, now.tableBytes)}; ` +
        `indexes ${describeSize(before.indexBytes, now.indexBytes)}` +
        (hot === undefined ? '' : `; ${(hot * 100).toFixed(1)} % HOT updates`),
    );
  }
}

const describeSize = (before: number, now: number) =>
  `${(now / 2 ** 20).toFixed(1)} MiB (+${(((now - before) / before) * 100).toFixed(1)} %)`;

async function reportPlans(context: BenchContext, size: Size): Promise<void> {
  const { results, postgres } = context;
  results.heading(`Execution plans with ${size.rows.toLocaleString('en-US')} rows`);
  const server = await context.startReferenceApp(size.url);
  const { plans, scans } = await capturePlans(postgres, size.url, () =>
    runAllOperations(context, { ...size, server }),
  );
  for (const { statement, lines } of plans) results.plan(statement, lines);
  for (const scan of scans) results.fail(scan);
  await server.stop();
}

/** Runs each frequent operation a few times. */
async function runAllOperations(
  { provider }: BenchContext,
  { rows, url, server }: Size,
): Promise<void> {
  const { port } = server;
  const providerPort = provider.port;
  const loads = [
    createRefreshClients(port, await issueRefreshTokens(url, 100)),
    createLoginClients({ port, providerPort, nextSubject: existingSubjects(rows) }),
    createLoginClients({ port, providerPort, nextSubject: newSubjects('late') }),
  ];
  for (const { clients, close } of loads) {
    await repeat(clients, 50);
    close();
  }
  const [session] = await sampleSessions(url, 1);
  const tokenFactory = await TokenFactory.open(url);
  const headers = { authorization: `Bearer ${tokenFactory.accessToken(session)}` };
  await tokenFactory.close();
  const connection = new Connection(port);
  await connection.send(get('/api/me', { headers }));
  await connection.send(get('/auth/sessions', { headers }));
  await connection.send(post('/auth/logout', { headers }));
  connection.close();
}
