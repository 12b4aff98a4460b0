import { TokenFactory } from '../apps/token-factory.js';
import { sampleSessions, seed } from '../database/seed.js';
import { percentile, summarize } from '../stats/statistics.js';
import { Connection } from '../load/connection.js';
import { get, post } from '../load/request.js';
import type { BenchContext } from '../bench-context.js';

const PATIENCE_MS = 10_000;

/** How long after a logout was answered on one instance another one still takes the token. */
export async function revocation(stage: BenchContext): Promise<void> {
  const { results, pace } = stage;
  results.heading(
    'Revocation, from the answer of a logout on one instance to the refusal on another',
  );
  const url = await stage.postgres.create('revocation');
  await seed(url, pace.revocations + 1);
  const servers = [await stage.referenceApp(url), await stage.referenceApp(url)];
  const [here, there] = servers.map(({ port }) => new Connection(port));
  const tokens = await accessTokens(url, pace.revocations);
  const delays: number[] = [];
  for (const token of tokens)
    delays.push(await delay(here as Connection, there as Connection, token));
  const all = summarize(delays);
  results.add('revocation', { ...all, unit: 'ms' });
  results.note('revocation, 99th percentile', `${percentile(delays, 0.99).toFixed(1)} ms`);
  results.ratio('revocationMedianMs', all.median);
  results.ratio('revocationMaxMs', all.max);
  for (const connection of [here, there]) connection?.close();
  await Promise.all(servers.map((server) => server.stop()));
}

/** @returns milliseconds, the last question and its answer included */
async function delay(here: Connection, there: Connection, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  const guarded = get('/api/me', { headers });
  const { status: before } = await there.send(guarded);
  if (before !== 200) throw new Error(`a session that lives was answered ${before}`);
  const { status } = await here.send(post('/auth/logout', { headers }));
  if (status !== 204) throw new Error(`a logout answered ${status}`);
  const start = performance.now();
  while (performance.now() - start < PATIENCE_MS) {
    const answer = await there.send(guarded);
    if (answer.status === 401) return performance.now() - start;
  }
  throw new Error(`a session that was ended still lives elsewhere after ${PATIENCE_MS} ms`);
}

async function accessTokens(url: string, count: number): Promise<string[]> {
  const sessions = await sampleSessions(url, count);
  const mint = await TokenFactory.open(url);
  const tokens = sessions.map((session) => mint.accessToken(session));
  await mint.close();
  return tokens;
}
