import { TokenFactory } from '../apps/token-factory.js';
import type { BenchContext } from '../bench-context.js';
import { sampleSessions, seed } from '../database/seed.js';
import { createRefreshClients } from '../load/refreshes.js';
import { ratio, runComparison } from '../stats/comparison.js';

/** Number of sessions. It is so large that no session is refreshed unrealistically often. */
const SESSIONS = 5000;

/** Compares a refresh with a route that runs one UPDATE and signs nothing. */
export async function refresh(context: BenchContext): Promise<void> {
  const { results, postgres } = context;
  results.heading('Refresh, per second');
  const urls = [
    await postgres.createMigrated('refresh'),
    await postgres.createMigrated('refresh_limit'),
  ] as const;
  for (const url of urls) await seed(url, SESSIONS);
  const [app, minimal] = [
    await context.startReferenceApp(urls[0]),
    await context.startMinimalApp(urls[1]),
  ];
  const ours = createRefreshClients(app.port, await issueRefreshTokens(urls[0], SESSIONS));
  const limit = createRefreshClients(minimal.port, await paddedIds(urls[1]));
  const rates = await runComparison(
    {
      'one UPDATE': { server: minimal, clients: limit.clients },
      refresh: { server: app, clients: ours.clients },
    },
    context.runProfile,
  );
  for (const [name, rate] of Object.entries(rates)) results.add(name, rate);
  results.ratio('refresh', ratio(rates.refresh, rates['one UPDATE']));
  for (const { close } of [ours, limit]) close();
  await Promise.all([app.stop(), minimal.stop()]);
}

/** Issues the refresh tokens of random sessions of a database. */
export async function issueRefreshTokens(url: string, count: number): Promise<string[]> {
  const sessions = await sampleSessions(url, count);
  const tokenFactory = await TokenFactory.open(url);
  const tokens = sessions.map((session) => tokenFactory.refreshToken(session));
  await tokenFactory.close();
  return tokens;
}

/** Returns session ids padded to the length of a refresh token. */
async function paddedIds(url: string): Promise<string[]> {
  const length = 520;
  const sessions = await sampleSessions(url, SESSIONS);
  return sessions.map(({ sessionId }) => sessionId.padEnd(length, '-'));
}
