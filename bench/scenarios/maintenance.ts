import type { INestApplicationContext } from '@nestjs/common';
import { RevocationStore } from '../../src/social-auth/revocation/revocation.store.js';
import { SessionStore } from '../../src/social-auth/sessions/session.store.js';
import { withModule } from '../apps/module.js';
import type { BenchContext } from '../bench-context.js';
import { withClient } from '../database/bench-postgres.js';
import { sampleSessions } from '../database/seed.js';

const REVOCATIONS = 5000;
const EXPIRED_SESSIONS = 20_000;
const POLLS = 50;
/** Number of rows per statement. The hourly job deletes the same number. */
const BATCH_SIZE = 1000;
/** How far a poll reads into the past, in milliseconds. */
const WINDOW_MS = 70_000;

/** Measures work for which no user waits: the revocation of all sessions of a user, polls, deletion and vacuum. */
export async function measureMaintenance(
  context: BenchContext,
  url: string,
  rows: number,
): Promise<void> {
  await withModule(url, (app) => measureStores(context, app, url, rows));
}

async function measureStores(
  context: BenchContext,
  app: INestApplicationContext,
  url: string,
  rows: number,
): Promise<void> {
  const [sessions, revocations] = [app.get(SessionStore), app.get(RevocationStore)];
  const report = async (operation: string, work: () => Promise<number>) => {
    const name = `${operation}, ${rows.toLocaleString('en-US')} rows`;
    context.results.note(name, await measure(context, work));
  };
  const execute = (sql: string, values?: unknown[]) =>
    withClient(url, (client) => client.query(sql, values));

  const users = await sampleSessions(url, Math.min(REVOCATIONS, rows / 4));
  await report('sign out everywhere', async () => {
    for (const { userId } of users) await sessions.revoke(userId, { all: true }, 'revoked');
    return users.length;
  });
  await report(`poll of ${users.length.toLocaleString('en-US')} revocations`, async () => {
    for (let poll = 0; poll < POLLS; poll++) await revocations.poll(WINDOW_MS);
    return POLLS;
  });
  await execute(`UPDATE "SessionRevocation" SET "revokedAt" = now() - interval '1 day'`);
  await report('deletion of revocations', () =>
    inBatches((limit) => revocations.deleteExpired(limit)),
  );

  const expired = await sampleSessions(url, Math.min(EXPIRED_SESSIONS, rows / 4));
  await execute(
    `UPDATE "Session" SET "expiresAt" = now() - interval '2 days' WHERE "id" = ANY($1)`,
    [expired.map(({ sessionId }) => sessionId)],
  );
  await report('deletion of expired sessions', () =>
    inBatches((limit) => sessions.deleteExpired(limit)),
  );
  await report('vacuum of sessions, per dead row', () => vacuum(url));
}

/** @returns the number of deleted rows */
async function inBatches(deleteRows: (limit: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await deleteRows(BATCH_SIZE);
    total += deleted;
    if (deleted < BATCH_SIZE) return total;
  }
}

/** @returns the number of dead rows */
async function vacuum(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ dead: string }>(
      `SELECT n_dead_tup AS "dead" FROM pg_stat_user_tables WHERE relname = 'Session'`,
    );
    await client.query('VACUUM "Session"');
    return Number(rows[0]?.dead);
  });
}

/** @param work returns the number of operations that it has performed */
async function measure({ postgres }: BenchContext, work: () => Promise<number>): Promise<string> {
  const cpuBefore = postgres.cpuSeconds() ?? NaN;
  const start = performance.now();
  const count = await work();
  const seconds = (performance.now() - start) / 1000;
  const cpu = (((postgres.cpuSeconds() ?? NaN) - cpuBefore) * 1e6) / count;
  return `${Math.round(count / seconds).toLocaleString('en-US')}/s in ${seconds.toFixed(2)} s, ${cpu.toFixed(0)} µs CPU of the database each`;
}
