import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { AdminService } from '../../src/admin/index.js';
import { Database, type Executor } from '../../src/social-auth/database/database.js';
import { UserSearch } from '../../src/social-auth/index.js';
import { FULL_RUN, itInFullRun } from '../support/full-run.js';
import { ACCEPT_JSON } from '../support/requests.js';
import { TestApp } from '../support/test-app.js';

const USERS = 1_000_000;
const SESSIONS = 1000;

/** Maximum time of a call, in milliseconds: far above the usual few, because the machine may be busy. */
const MAX_MS = 400;

/** Matches a scan of a table that grows with the users. */
const SCANS = /Seq Scan on "(?:User|Account|Session|AuditEvent)"/;

const SEED = `
  INSERT INTO "User" ("id", "name", "email", "emailVerified", "updatedAt")
  SELECT ('0193' || lpad(to_hex(n / 65536), 4, '0') || '-' || lpad(to_hex(n % 65536), 4, '0') || '-7000-8000-' ||
      lpad(to_hex(n), 12, '0'))::uuid,
    (ARRAY['Anna','Ben','Chen','Dora','Emre','Fatima','Grace','Hugo','Ines','Jonas'])[1 + n % 10] || ' ' || md5(n::text),
    lower((ARRAY['anna','ben','chen','dora','emre','fatima','grace','hugo','ines','jonas'])[1 + (n / 10) % 10]) || n ||
      '@example.com', n % 2 = 0, now()
  FROM generate_series(1, ${USERS}) n;
  INSERT INTO "Account" ("id", "userId", "provider", "subject", "updatedAt")
  SELECT gen_random_uuid(), "id", 'google', 's-' || right("id"::text, 12), now() FROM "User";
  INSERT INTO "Session" ("id", "userId", "provider", "createdAt", "refreshedAt", "expiresAt")
  SELECT gen_random_uuid(), (SELECT min("id"::text)::uuid FROM "User"), 'google', now(), now(), now() + interval '1 day'
  FROM generate_series(1, ${SESSIONS});
  INSERT INTO "Session" ("id", "userId", "provider", "createdAt", "refreshedAt", "expiresAt")
  SELECT gen_random_uuid(), "id", 'google', now(), now(), now() + interval '1 day' FROM "User" LIMIT 100000;
  INSERT INTO "AuditEvent" ("id", "type", "userId", "at")
  SELECT gen_random_uuid(), 'login_succeeded', "id", now() FROM "User" LIMIT 100000;
  ANALYZE`;

/** Adds nine accounts, 1,000 sessions and 1,000 events of the last year to a user. */
const personOf = (id: string) => `
  INSERT INTO "Account" ("id", "userId", "provider", "subject", "updatedAt")
  SELECT gen_random_uuid(), '${id}', 'p' || n, 'many-' || n, now() FROM generate_series(2, 10) n;
  INSERT INTO "Session" ("id", "userId", "provider", "userAgent", "createdAt", "refreshedAt", "expiresAt")
  SELECT gen_random_uuid(), '${id}', 'github', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    now(), now() - n * interval '1 minute', now() + interval '1 day'
  FROM generate_series(1, ${SESSIONS}) n;
  INSERT INTO "AuditEvent" ("id", "type", "userId", "provider", "detail", "at")
  SELECT gen_random_uuid(), 'login_succeeded', '${id}', 'github', CASE n % 100 WHEN 0 THEN 'new_device' END,
    now() - n * interval '8 hours'
  FROM generate_series(1, 1000) n;
  ANALYZE`;

describe('with a million users', () => {
  let app: TestApp;
  let sql: Pool;
  const plans = new Map<string, string>();

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    sql = new Pool({ connectionString: app.database.url });
    if (FULL_RUN) await sql.query(SEED);
  }, 300_000);
  afterAll(async () => {
    await sql.end();
    await app.stop();
  });

  /** Records the plan of each statement of the module, also in transactions. Returns a function that ends it. */
  function recordPlans(): () => void {
    const database = app.app.get(Database, { strict: false });
    const query = database.query.bind(database);
    const transaction = database.transaction.bind(database);
    const recorded =
      (run: Executor['query']): Executor['query'] =>
      async (statement, values = []) => {
        const text = `EXPLAIN ${statement.text}`;
        const { rows } = await sql.query<{ 'QUERY PLAN': string }>(text, [...values]);
        plans.set(statement.name, rows.map((row) => row['QUERY PLAN']).join('\n'));
        return run(statement, values);
      };
    database.query = recorded(query);
    database.transaction = (work) =>
      transaction((tx) => work({ client: tx.client, query: recorded(tx.query.bind(tx)) }));
    return () => Object.assign(database, { query, transaction });
  }

  function expectNoScans(minimum: number): void {
    expect(plans.size).toBeGreaterThan(minimum);
    for (const [name, plan] of plans) {
      expect([name, SCANS.exec(plan)?.[0]]).toEqual([name, undefined]);
    }
    plans.clear();
  }

  /** Checks the second call of each measured function, and prints the times. */
  function expectFast(timings: readonly (readonly [string, number])[]): void {
    const text = timings.map(([name, milliseconds]) => `${name}: ${milliseconds.toFixed(1)} ms`);
    if (process.env['SHOW_TIMINGS'] !== undefined) process.stdout.write(`${text.join('\n')}\n`);
    expect(timings.filter(([, milliseconds]) => milliseconds > MAX_MS)).toEqual([]);
  }

  async function firstUser(): Promise<string> {
    const { rows } = await sql.query<{ id: string }>('SELECT min("id"::text) AS id FROM "User"');
    return rows[0]?.id ?? '';
  }

  itInFullRun(
    'no statement of the administration scans a table, and every page takes milliseconds',
    async () => {
      const search = app.app.get(UserSearch, { strict: false });
      const admin = app.app.get(AdminService, { strict: false });
      const id = await firstUser();
      const timings: [string, number][] = [];
      const time = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
        await work();
        const started = performance.now();
        const result = await work();
        timings.push([name, performance.now() - started]);
        return result;
      };
      const { next } = await time('all users', () => search.find());
      await time('all users, next page', () => search.find('', next));
      const broad = await time('a prefix of 200,000 values', () => search.find('anna'));
      await time('its next page', () => search.find('anna', broad.next));
      const deep = Buffer.from(JSON.stringify(['anna f', id])).toString('base64url');
      const middle = await time('a page in its middle', () => search.find('anna', deep));
      expect(middle.users.length).toBe(50);
      await time('an address', () => search.find('anna100001@example.com'));
      await time('an id', () => search.find(id));
      const bySubject = await time('a subject', () => search.find('s-0000000f4240'));
      expect(bySubject.users).toHaveLength(1);
      await time('no match', () => search.find('zzz'));
      const user = await time('a user with 1,000 sessions', () => admin.getUser(id));
      expect(user.sessions).toHaveLength(101);
      expectFast(timings);

      const stop = recordPlans();
      const actor = { userId: (await search.find('ben')).users[0]?.id ?? '' };
      await sql.query(`UPDATE "User" SET "roles" = '{admin}' WHERE "id" = $1`, [actor.userId]);
      for (const query of ['', 'anna', 'anna100001@example.com', id, 's-0000000f4240']) {
        const page = await search.find(query);
        await search.find(query, page.next);
      }
      const { sessions } = await admin.getUser(id);
      await admin.endSession(id, sessions[0]?.id ?? '', actor);
      await admin.setRoles(id, ['admin'], actor);
      await admin.endAllSessions(id, actor);
      await admin.disable(id, actor);
      await admin.enable(id, actor);
      await admin.delete(id, actor);
      stop();
      expectNoScans(14);
    },
    60_000,
  );

  itInFullRun(
    'no statement of the account page scans a table, for a user with 10 accounts and 1,000 sessions',
    async () => {
      const browser = await app.signedIn('google', 'vera');
      const { id } = await browser.json<{ id: string }>('/api/me');
      await sql.query(personOf(id));
      const timings: [string, number][] = [];
      const time = async (name: string, work: () => Promise<{ status: number }>, status = 200) => {
        expect([name, (await work()).status]).toEqual([name, status]);
        const started = performance.now();
        await work();
        timings.push([name, performance.now() - started]);
      };
      const newDevice = app.browser();
      const visit = async () => {
        const { rows } = await sql.query<{ id: string }>(
          `SELECT "id" FROM "Session" WHERE "userId" = '${id}' AND "provider" = 'github' AND "revokedAt" IS NULL LIMIT 1`,
        );
        const end = `/auth/sessions/${rows[0]?.id}/end`;
        await time('the account page', () => browser.request('/'));
        await time('the sessions as JSON', () =>
          browser.request('/auth/sessions', { headers: ACCEPT_JSON }),
        );
        await time('the page that ends a session', () => browser.request(end));
        await time('the export', () => browser.request('/auth/account/export'));
        await time('a refresh', () =>
          browser.request('/auth/refresh', {
            method: 'POST',
            headers: { ...ACCEPT_JSON, origin: app.origin },
          }),
        );
        expect((await browser.submit(end)).status).toBe(303);
      };
      await visit();
      expectFast(timings);
      expect((await browser.request('/')).body.match(/class="row"/g)?.length).toBeGreaterThan(100);

      const stop = recordPlans();
      await visit();
      await app.signedIn('google', 'vera', newDevice);
      await app.signedIn('google', 'vera', newDevice);
      const account = `SELECT "id" FROM "Account" WHERE "userId" = '${id}' AND "provider" = 'p5'`;
      const { rows } = await sql.query<{ id: string }>(account);
      const steps = [
        () => newDevice.submit('/auth/logout'),
        () => browser.submit(`/auth/accounts/${rows[0]?.id}/unlink`),
        () => browser.submit('/auth/sessions/end-others'),
        () => browser.submit('/auth/account/delete', { confirmed: 'true' }),
      ];
      for (const step of steps) expect((await step()).status).toBe(303);
      stop();
      expectNoScans(18);
    },
    120_000,
  );
});
