import { TokenFactory } from '../apps/token-factory.js';
import { sampleSessions, seed } from '../database/seed.js';
import { runComparison, ratio } from '../stats/comparison.js';
import { refreshClients } from '../load/refreshes.js';
import type { BenchContext } from '../bench-context.js';

/** So many that none is refreshed more often than a device would in a bad minute. */
const SESSIONS = 5000;

/** A refresh, beside a route that does one UPDATE and signs nothing. */
export async function refresh(stage: BenchContext): Promise<void> {
  const { results, postgres } = stage;
  results.heading('Refresh, per second');
  const urls = [await postgres.create('refresh'), await postgres.create('refresh_limit')] as const;
  for (const url of urls) await seed(url, SESSIONS);
  const [app, minimal] = [await stage.referenceApp(urls[0]), await stage.minimalApp(urls[1])];
  const ours = refreshClients(app.port, await refreshTokens(urls[0], SESSIONS));
  const limit = refreshClients(minimal.port, await paddedIds(urls[1]));
  const figures = await runComparison(
    {
      'one UPDATE': { server: minimal, clients: limit.clients },
      refresh: { server: app, clients: ours.clients },
    },
    stage.pace,
  );
  for (const [name, figure] of Object.entries(figures)) results.add(name, figure);
  results.ratio('refresh', ratio(figures.refresh, figures['one UPDATE']));
  for (const { close } of [ours, limit]) close();
  await Promise.all([app.stop(), minimal.stop()]);
}

/** @returns the refresh tokens of so many sessions of a database. */
export async function refreshTokens(url: string, count: number): Promise<string[]> {
  const sessions = await sampleSessions(url, count);
  const mint = await TokenFactory.open(url);
  const tokens = sessions.map((session) => mint.refreshToken(session));
  await mint.close();
  return tokens;
}

/** Ids of sessions, each in a text as long as a refresh token. */
async function paddedIds(url: string): Promise<string[]> {
  const length = 520;
  const sessions = await sampleSessions(url, SESSIONS);
  return sessions.map(({ sessionId }) => sessionId.padEnd(length, '-'));
}
