import { TokenFactory } from '../apps/token-factory.js';
import type { BenchContext } from '../bench-context.js';
import { capturePlans } from '../database/plans.js';
import { sampleSessions, seed } from '../database/seed.js';
import { measureStorage } from '../database/storage.js';
import { Connection } from '../load/connection.js';
import { createLoginClients } from '../load/logins.js';
import { createRefreshClients } from '../load/refreshes.js';
import { get, post } from '../load/request.js';
import type { ClientPool } from '../load/round-robin.js';
import { repeat } from '../load/run-load.js';
import type { ServerProcess } from '../processes/server-process.js';
import { ratio, runComparison, type Candidate, type Rate } from '../stats/comparison.js';
import { newSubjects, existingSubjects } from './login.js';
import { issueRefreshTokens } from './refresh.js';

const SESSIONS = 5000;

/** Largest size that the targets apply to. */
const MILLION = 1_000_000;

interface Size {
  rows: number;
  url: string;
  server: ServerProcess;
}

/** Measures refresh and login with small and large tables, and captures the plans with the largest. */
export async function growth(context: BenchContext): Promise<void> {
  const { results, runProfile } = context;
  results.heading('Growth of users, accounts and sessions: operations per second');
  const sizes: Size[] = [];
  for (const rows of runProfile.growth) {
    const url = await context.postgres.createMigrated(`growth_${rows}`);
    await seed(url, rows);
    sizes.push({ rows, url, server: await context.startReferenceApp(url) });
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
  for (const size of sizes) await reportStorage(context, size);
  results.ratio('refreshGrowth', refreshes);
  results.ratio('loginGrowth', logins);
  const largest = sizes.pop();
  // The plans of servers with small tables do not apply to large ones.
  await Promise.all(sizes.map(({ server }) => server.stop()));
  if (largest !== undefined) await reportPlans(context, largest);
  await largest?.server.stop();
}

/** Returns the throughput with the most rows, up to one million, divided by the throughput with the fewest. */
async function compare(
  { results, runProfile }: BenchContext,
  sizes: readonly Size[],
  operation: string,
  createClients: (size: Size) => ClientPool | Promise<ClientPool>,
): Promise<number> {
  const loads: Record<string, Candidate & ClientPool> = {};
  for (const size of sizes) {
    loads[label(operation, size)] = { server: size.server, ...(await createClients(size)) };
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

async function reportStorage({ results }: BenchContext, size: Size): Promise<void> {
  for (const { table, bytesPerRow, hotUpdates } of await measureStorage(size.url)) {
    const share = hotUpdates === undefined ? '' : `, ${Math.round(hotUpdates * 100)} % HOT updates`;
    results.note(
      label(table, size),
      `${Math.round(bytesPerRow)} bytes per row with indexes${share}`,
    );
  }
}

async function reportPlans(context: BenchContext, size: Size): Promise<void> {
  const { results, postgres } = context;
  results.heading(`Execution plans with ${size.rows.toLocaleString('en-US')} rows`);
  const { plans, scans } = await capturePlans(postgres, size.url, () =>
    runAllOperations(context, size),
  );
  for (const { statement, lines } of plans) results.plan(statement, lines);
  for (const scan of scans) results.fail(scan);
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
