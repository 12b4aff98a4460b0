import { TokenFactory } from '../apps/token-factory.js';
import type { BenchContext } from '../bench-context.js';
import { sampleSessions, seed } from '../database/seed.js';
import { Connection } from '../load/connection.js';
import { get, post } from '../load/request.js';
import { percentile, summarize } from '../stats/statistics.js';

const TIMEOUT_MS = 10_000;

/** Measures the time from a logout on one instance to the rejection of its token on another. */
export async function revocation(context: BenchContext): Promise<void> {
  const { results, runProfile } = context;
  results.heading(
    'Revocation, from the response to a logout on one instance to a 401 on another instance',
  );
  const url = await context.postgres.createMigrated('revocation');
  await seed(url, runProfile.revocations + 1);
  const servers = [
    await context.startReferenceApp(url),
    await context.startReferenceApp(url),
  ] as const;
  const revoking = new Connection(servers[0].port);
  const observing = new Connection(servers[1].port);
  const delays: number[] = [];
  for (const token of await issueAccessTokens(url, runProfile.revocations)) {
    delays.push(await measureDelay(revoking, observing, token));
  }
  const summary = summarize(delays);
  results.add('revocation', { ...summary, unit: 'ms' });
  results.note('revocation, 99th percentile', `${percentile(delays, 0.99).toFixed(1)} ms`);
  results.ratio('revocationMedianMs', summary.median);
  results.ratio('revocationMaxMs', summary.max);
  revoking.close();
  observing.close();
  await Promise.all(servers.map((server) => server.stop()));
}

/** Returns the delay in milliseconds, including the last request. */
async function measureDelay(
  revoking: Connection,
  observing: Connection,
  token: string,
): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  const guarded = get('/api/me', { headers });
  const { status: before } = await observing.send(guarded);
  if (before !== 200) throw new Error(`A request with an active session returned ${before}.`);
  const { status } = await revoking.send(post('/auth/logout', { headers }));
  if (status !== 204) throw new Error(`A logout returned ${status}.`);
  const startedAt = performance.now();
  while (performance.now() - startedAt < TIMEOUT_MS) {
    const response = await observing.send(guarded);
    if (response.status === 401) return performance.now() - startedAt;
  }
  throw new Error(`Another instance still accepts a revoked session after ${TIMEOUT_MS} ms.`);
}

async function issueAccessTokens(url: string, count: number): Promise<string[]> {
  const sessions = await sampleSessions(url, count);
  const tokenFactory = await TokenFactory.open(url);
  const tokens = sessions.map((session) => tokenFactory.accessToken(session));
  await tokenFactory.close();
  return tokens;
}
