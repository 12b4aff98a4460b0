import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeleteExpired } from '../../src/social-auth/flows/delete-expired.js';
import { readDocument, ROOT } from '../docs/documents.js';
import { ACCEPT_JSON, bearerStatus, refresh } from '../support/requests.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

const PROPAGATION = { timeout: 1000, interval: 5 };

describe('a database with partitioned sessions, as the guide creates them', () => {
  let base: TestApp;
  let app: TestApp;
  let sql: Client;
  /** Signed in before the sessions were partitioned. */
  let early: TestBrowser;

  beforeAll(async () => {
    base = await TestApp.start('fastify');
    base.emulator.addPersona({ id: 'frequent' });
    base.emulator.addPersona({ id: 'deleted' });
    early = await base.signedIn('google');
    sql = new Client(base.database.url);
    await sql.connect();
    const guide = readDocument('docs/guides/partition-sessions.md');
    const [, recipe = ''] = /```sql\n([\s\S]*?)```/.exec(guide) ?? [];
    const triggers = readFileSync(join(ROOT, 'prisma/social-auth.sql'), 'utf8');
    await sql.query(`BEGIN; ${recipe} ${triggers} COMMIT`);
    app = await base.another('fastify');
  });
  afterAll(async () => {
    await sql.end();
    await app.stop();
    await base.stop();
  });

  const signIn = (persona = 'frequent') => base.signedIn('google', persona, app.browser());

  const sessionOf = async (browser: TestBrowser) => {
    const { body } = await browser.request('/api/me', { headers: ACCEPT_JSON });
    const { sessionId, id } = JSON.parse(body) as { sessionId: string; id: string };
    return { sessionId, userId: id, token: browser.cookie('access') ?? '' };
  };

  it('keeps the sessions, for instances that have run before, too', async () => {
    expect((await refresh(early)).status).toBe(200);
  });

  it('distributes sessions, and refreshes concurrent ones', async () => {
    const browsers = [];
    for (let login = 0; login < 8; login++) browsers.push(await signIn());
    const { rows } = await sql.query('SELECT DISTINCT tableoid FROM "Session"');
    expect(rows.length).toBeGreaterThan(1);
    const responses = await Promise.all(browsers.map((browser) => refresh(browser)));
    expect(responses.map(({ status }) => status)).toEqual(browsers.map(() => 200));
    const list = await browsers[0]?.request('/auth/sessions', { headers: ACCEPT_JSON });
    expect(JSON.parse(list?.body ?? '')).toHaveLength(8);
  });

  it.each([
    ['revokes a session', 'UPDATE "Session" SET "revokedAt" = now() WHERE "id" = $1'],
    ['deletes a session', 'DELETE FROM "Session" WHERE "id" = $1'],
  ])('has triggers that end the access of a session when SQL %s', async (_, statement) => {
    const browser = await signIn();
    const { sessionId, token } = await sessionOf(browser);
    expect(await bearerStatus(app, token)).toBe(200);
    await sql.query(statement, [sessionId]);
    await expect.poll(() => bearerStatus(app, token), PROPAGATION).toBe(401);
  });

  it('contains no session of a deleted user, and none of an account that was deleted', async () => {
    const { userId, sessionId } = await sessionOf(await signIn('deleted'));
    await sql.query('DELETE FROM "Account" WHERE "userId" = $1', [userId]);
    const { rows } = await sql.query('SELECT "accountId" FROM "Session" WHERE "id" = $1', [
      sessionId,
    ]);
    expect(rows).toEqual([{ accountId: null }]);
    await sql.query('DELETE FROM "User" WHERE "id" = $1', [userId]);
    expect(await base.prisma.session.count({ where: { userId } })).toBe(0);
  });

  it('deletes expired sessions of all partitions', async () => {
    await signIn();
    await sql.query(`UPDATE "Session" SET "expiresAt" = now() - interval '2 days'`);
    const count = await base.prisma.session.count();
    expect(await app.app.get(DeleteExpired, { strict: false }).run()).toBe(count);
  });
});
