import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearerStatus, refresh } from '../support/requests.js';
import { ModuleApp } from '../support/module-app.js';
import { MeController } from '../docs/examples/me.controller.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';

/** Statements that revoke a session outside the module. `$1` is the session, `$2` its user. */
const STATEMENTS: readonly (readonly [string, string])[] = [
  ['deletes the session', 'DELETE FROM "Session" WHERE "id" = $1 AND "userId" = $2'],
  [
    'revokes the session',
    'UPDATE "Session" SET "revokedAt" = now() WHERE "id" = $1 AND "userId" = $2',
  ],
  [
    'deletes the user',
    'DELETE FROM "User" WHERE "id" = $2 AND EXISTS (SELECT 1 FROM "Session" WHERE "id" = $1)',
  ],
  [
    'disables the user',
    'UPDATE "User" SET "disabledAt" = now() WHERE "id" = $2 AND EXISTS (SELECT 1 FROM "Session" WHERE "id" = $1)',
  ],
];

describe.each(MAIN_ADAPTERS)('an SQL statement of the app on %s', (adapter) => {
  let app: TestApp;
  let polling: ModuleApp;
  let sql: Client;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    polling = await ModuleApp.start(app, adapter, {
      controllers: [MeController],
      isPolling: true,
    });
    sql = new Client(app.database.url);
    await sql.connect();
  });
  afterAll(async () => {
    await sql.end();
    await polling.stop();
    await app.stop();
  });

  async function signIn(): Promise<{ token: string; sessionId: string; userId: string }> {
    const browser = await app.signedIn('google');
    const token = browser.cookie('access') ?? '';
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    const { sid: sessionId, sub: userId } = JSON.parse(payload) as { sid: string; sub: string };
    expect(await bearerStatus(app, token)).toBe(200);
    return { token, sessionId, userId };
  }

  it.each(STATEMENTS)(
    'S43 that %s makes every instance reject its tokens within a second',
    async (_, statement) => {
      const { token, sessionId, userId } = await signIn();
      await sql.query(statement, [sessionId, userId]);
      const deadline = { timeout: 1000, interval: 5 };
      await expect.poll(() => bearerStatus(app, token), deadline).toBe(401);
      const elsewhere = async () => {
        const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
        return (await polling.browser().request('/api/me', { headers })).status;
      };
      await expect.poll(elsewhere, deadline).toBe(401);
      await sql.query('UPDATE "User" SET "disabledAt" = NULL');
    },
  );

  it('S43 that truncates the sessions makes every instance reject their tokens within a second', async () => {
    const { token } = await signIn();
    await sql.query('TRUNCATE "Session"');
    await expect.poll(() => bearerStatus(app, token), { timeout: 1000, interval: 5 }).toBe(401);
  });

  it('S43 that deletes a user invalidates the refresh token as well', async () => {
    const browser = await app.signedIn('google');
    await sql.query('DELETE FROM "User"');
    expect((await refresh(browser)).status).toBe(401);
    expect(browser.cookie('refresh')).toBeUndefined();
  });
});
