import { TokenFactory } from '../apps/token-factory.js';
import { hotPlans } from '../database/plans.js';
import { sampleSessions, seed } from '../database/seed.js';
import { storage } from '../database/storage.js';
import { runComparison, ratio, type Candidate, type Rate } from '../stats/comparison.js';
import { Connection } from '../load/connection.js';
import { repeat } from '../load/run-load.js';
import { loginClients } from '../load/logins.js';
import { refreshClients } from '../load/refreshes.js';
import { get, post } from '../load/request.js';
import type { Clients } from '../load/rotation.js';
import type { ServerProcess } from '../processes/server-process.js';
import type { BenchContext } from '../bench-context.js';
import { newcomer, returning } from './login.js';
import { refreshTokens } from './refresh.js';

const SESSIONS = 5000;

/** What the largest size of the target is compared at. */
const MILLION = 1_000_000;

interface Size {
  rows: number;
  url: string;
  server: ServerProcess;
}

/** Refresh and login with few and many rows, and how PostgreSQL finds its way among the many. */
export async function growth(stage: BenchContext): Promise<void> {
  const { results, pace } = stage;
  results.heading('Growth: as many users, accounts and sessions, per second');
  const sizes: Size[] = [];
  for (const rows of pace.growth) {
    const url = await stage.postgres.create(`growth_${rows}`);
    await seed(url, rows);
    sizes.push({ rows, url, server: await stage.referenceApp(url) });
  }
  const refreshes = await compare(stage, sizes, 'refresh', async ({ rows, url, server }) =>
    refreshClients(server.port, await refreshTokens(url, Math.min(rows, SESSIONS))),
  );
  const logins = await compare(stage, sizes, 'login', ({ rows, server: { port } }) =>
    loginClients({ port, providerPort: stage.provider.port, nextSubject: returning(rows) }),
  );
  for (const size of sizes) await noteStorage(stage, size);
  results.ratio('refreshGrowth', refreshes);
  results.ratio('loginGrowth', logins);
  const largest = sizes.pop();
  // Their looks for revoked sessions, in tables that hold little, are no plan for many rows.
  await Promise.all(sizes.map(({ server }) => server.stop()));
  if (largest !== undefined) await explain(stage, largest);
  await largest?.server.stop();
}

/** @returns the throughput with the most rows, a million at the most, over that with the fewest */
async function compare(
  { results, pace }: BenchContext,
  sizes: readonly Size[],
  what: string,
  clientsOf: (size: Size) => Clients | Promise<Clients>,
): Promise<number> {
  const loads: Record<string, Candidate & Clients> = {};
  for (const size of sizes) {
    loads[label(what, size)] = { server: size.server, ...(await clientsOf(size)) };
  }
  const figures = await runComparison(loads, pace);
  for (const { close } of Object.values(loads)) close();
  for (const [name, figure] of Object.entries<Rate>(figures)) results.add(name, figure);
  const compared = sizes.filter(({ rows }) => rows <= MILLION);
  const [few, many] = [compared[0], compared.at(-1)].map(
    (size) => size && figures[label(what, size)],
  );
  return few && many ? ratio(many, few) : NaN;
}

const label = (what: string, { rows }: Size) => `${what}, ${rows.toLocaleString('en-US')} rows`;

async function noteStorage({ results }: BenchContext, size: Size): Promise<void> {
  for (const { table, bytesPerRow, inPlace } of await storage(size.url)) {
    const share =
      inPlace === undefined ? '' : `, ${Math.round(inPlace * 100)} % of updates in place`;
    results.note(label(table, size), `${Math.round(bytesPerRow)} bytes each with indexes${share}`);
  }
}

async function explain(stage: BenchContext, size: Size): Promise<void> {
  const { results, postgres } = stage;
  results.heading(`Plans with ${size.rows.toLocaleString('en-US')} rows, as the app gets them`);
  const { plans, scans } = await hotPlans(postgres, size.url, () => everything(stage, size));
  for (const { statement, lines } of plans) results.plan(statement, lines);
  for (const scan of scans) results.fail(scan);
}

/** Whatever people do often, a few times. */
async function everything({ provider }: BenchContext, { rows, url, server }: Size): Promise<void> {
  const { port } = server;
  const providerPort = provider.port;
  const loads = [
    refreshClients(port, await refreshTokens(url, 100)),
    loginClients({ port, providerPort, nextSubject: returning(rows) }),
    loginClients({ port, providerPort, nextSubject: newcomer('late') }),
  ];
  for (const { clients, close } of loads) {
    await repeat(clients, 50);
    close();
  }
  const [session] = await sampleSessions(url, 1);
  const mint = await TokenFactory.open(url);
  const headers = { authorization: `Bearer ${mint.accessToken(session)}` };
  await mint.close();
  const connection = new Connection(port);
  await connection.send(get('/api/me', { headers }));
  await connection.send(get('/auth/sessions', { headers }));
  await connection.send(post('/auth/logout', { headers }));
  connection.close();
}
