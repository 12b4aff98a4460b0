import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TcpProxy } from '../revocation/tcp-proxy.js';
import { bearerStatus, refresh } from '../support/requests.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';

const TIMEOUT_MS = 600;
/** Longest time that a request may take while the database does not respond: two waits and scheduling. */
const BOUND_MS = 2 * TIMEOUT_MS + 1500;

describe.each(MAIN_ADAPTERS)('an unavailable database on %s', (adapter) => {
  let app: TestApp;
  let sql: Client;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { DATABASE_TIMEOUT_MS: String(TIMEOUT_MS) });
    sql = await connect();
  });
  afterAll(async () => {
    await sql.end();
    await app.stop();
  });
  afterEach(async () => {
    await sql.query(`DROP TRIGGER IF EXISTS fail ON "Session"`);
    await sql.query(`DROP TRIGGER IF EXISTS fail ON "Account"`);
  });

  /** Opens a connection. Ignores its errors, because some tests terminate all connections. */
  async function connect(): Promise<Client> {
    const client = new Client(app.database.url);
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  const access = (browser: TestBrowser) => browser.cookie('access');

  function expectUnavailable({ status, headers, body }: TestResponse) {
    expect([status, body]).toEqual([503, expect.anything()]);
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
  }

  /** Makes writes to a table fail with an SQLSTATE, the first `times` times. */
  async function failWrites(table: string, sqlState: string, times = 1_000_000): Promise<void> {
    await sql.query(`
      DROP SEQUENCE IF EXISTS failures;
      CREATE SEQUENCE failures;
      CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF nextval('failures') <= ${times} THEN
          RAISE EXCEPTION 'injected' USING ERRCODE = '${sqlState}';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER fail BEFORE INSERT OR UPDATE ON "${table}" FOR EACH ROW EXECUTE FUNCTION fail()`);
  }

  it('S44 delays requests no longer than the time limit while the session table is locked, and guarded requests not at all', async () => {
    const browser = await app.signedIn('google');
    await sql.query('BEGIN; LOCK TABLE "Session" IN ACCESS EXCLUSIVE MODE');
    let longest = 0;
    const timed = async (request: () => Promise<TestResponse>) => {
      const started = performance.now();
      const response = await request();
      longest = Math.max(longest, performance.now() - started);
      return response;
    };
    try {
      const waiting = Array.from({ length: 40 }, () =>
        timed(() => browser.request('/', { headers: { 'sec-fetch-site': 'none' } })),
      );
      expectUnavailable(await timed(() => refresh(browser)));
      for (const response of await Promise.all(waiting)) {
        expectUnavailable(response);
        expect(response.body).toContain('Back in a moment');
      }
      expect(await bearerStatus(app, access(browser))).toBe(200);
      expect(longest).toBeLessThan(BOUND_MS);
    } finally {
      await sql.query('ROLLBACK');
    }
    expect((await refresh(browser)).status).toBe(200);
    expect((await browser.request('/')).status).toBe(200);
  });

  it('S44 causes 503 responses while it is read-only, and works again without a restart', async () => {
    const browser = await app.signedIn('google');
    const [{ name } = { name: '' }] = (
      await sql.query<{ name: string }>('SELECT current_database() AS name')
    ).rows;
    await sql.query(`ALTER DATABASE "${name}" SET default_transaction_read_only = on`);
    const others = `FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`;
    await sql.query(`SELECT pg_terminate_backend(pid) ${others}`);
    await expect.poll(async () => (await app.browser().request('/ready')).status).toBe(503);
    expectUnavailable(await refresh(browser));
    const callback = await app.emulator.approve(await app.browser().begin('google'), 'vera');
    expect((await app.browser().request(callback)).status).toBeGreaterThanOrEqual(400);
    expect(await bearerStatus(app, access(browser))).toBe(200);
    await sql.query('SET default_transaction_read_only = off');
    await sql.query(`ALTER DATABASE "${name}" RESET default_transaction_read_only`);
    await expect.poll(async () => (await app.browser().request('/ready')).status).toBe(200);
    await expect.poll(async () => (await refresh(browser)).status, { timeout: 5000 }).toBe(200);
    // Connections that were opened meanwhile and not used since would reject the writes of the next test.
    await sql.query(`SELECT pg_terminate_backend(pid) ${others}`);
    await expect.poll(async () => (await refresh(browser)).status, { timeout: 5000 }).toBe(200);
  });

  it.each(['40001', '40P01'])(
    'S44 causes a retry of a transaction that conflicts with another (%s)',
    async (sqlState) => {
      const browser = await app.signedIn('google');
      await failWrites('Session', sqlState, 2);
      expect((await refresh(browser)).status).toBe(200);
      await failWrites('Account', sqlState, 2);
      const before = await app.rows();
      const id = `conflict-${sqlState.toLowerCase()}`;
      app.emulator.addPersona({ id });
      await app.signedIn('google', id);
      const { users, accounts } = await app.rows();
      expect({ users, accounts }).toEqual({
        users: before.users + 1,
        accounts: before.accounts + 1,
      });
    },
  );

  it.each([
    '08006',
    '25006',
    '40001',
    '53100',
    '53200',
    '53300',
    '53400',
    '55000',
    '55P03',
    '57014',
    '57P01',
    '57P02',
    '57P03',
    '58030',
  ])('S44 causes a 503 response with Retry-After for the error %s', async (sqlState) => {
    const browser = await app.signedIn('google');
    await failWrites('Session', sqlState);
    expectUnavailable(await refresh(browser));
  });

  it('is distinguished from an invalid statement, which causes a 500 response', async () => {
    const browser = await app.signedIn('google');
    await failWrites('Session', '22012');
    expect((await refresh(browser)).status).toBe(500);
  });

  it('S44 causes 503 responses while it rejects connections, and works again when it accepts them', async () => {
    const browser = await app.signedIn('google');
    const name = new URL(app.database.url).pathname.slice(1);
    const admin = new Client(app.database.url.replace(name, 'postgres'));
    await admin.connect();
    await admin.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`,
    );
    expectUnavailable(await refresh(browser));
    expect((await app.browser().request('/ready')).status).toBe(503);
    await admin.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
    await admin.end();
    sql = await connect();
    await expect.poll(async () => (await refresh(browser)).status, { timeout: 5000 }).toBe(200);
  });
});

describe('a database server that no longer responds', () => {
  it('S44 delays requests no longer than the time limit, and its connections are replaced', async () => {
    const app = await TestApp.start('fastify');
    const line = await TcpProxy.open(app.database.url);
    const other = await app.another('fastify', {
      DATABASE_URL: line.url,
      DATABASE_TIMEOUT_MS: String(TIMEOUT_MS),
    });
    const browser = await app.signedIn('google');
    const there = other.browser();
    for (const [name, value] of browser.cookies) there.cookies.set(name, value);
    expect((await refresh(there)).status).toBe(200);
    line.blackhole();
    const started = performance.now();
    const response = await refresh(there);
    expect(response.status).toBe(503);
    expect(performance.now() - started).toBeLessThan(BOUND_MS);
    line.restore();
    await expect.poll(async () => (await refresh(there)).status, { timeout: 10_000 }).toBe(200);
    await other.stop();
    await line.close();
    await app.stop();
  });
});
