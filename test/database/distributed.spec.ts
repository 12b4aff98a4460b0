import { Controller, Get, UseGuards } from '@nestjs/common';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { JwtAuthGuard, UserAdministration } from '../../src/social-auth/index.js';
import { TcpProxy } from '../revocation/tcp-proxy.js';
import { ModuleApp } from '../support/module-app.js';
import { ACCEPT_JSON, refresh } from '../support/requests.js';
import { TestBackend } from '../support/test-backend.js';
import type { TestBrowser } from '../support/test-browser.js';

/** Time after which a change is known on every instance, in milliseconds. */
const PROPAGATION_MS = 1000;

@Controller('guarded')
@UseGuards(JwtAuthGuard)
class GuardedController {
  @Get()
  show() {
    return {};
  }
}

describe('a database without LISTEN, advisory locks and triggers, whose transactions are serializable', () => {
  let base: TestBackend;
  let sql: Client;
  let proxy: TcpProxy;
  let apps: readonly [ModuleApp, ModuleApp];

  beforeAll(async () => {
    base = await TestBackend.create();
    sql = new Client(base.database.url);
    await sql.connect();
    await removeFeatures();
    proxy = await TcpProxy.open(base.database.url, (text) => text.replace('LISTEN ', 'LISTEM '));
    apps = await Promise.all([start(), start()]);
  });
  afterAll(async () => {
    for (const app of apps ?? []) await app.stop();
    await proxy?.close();
    await sql?.end();
    await base?.stop();
  });
  afterEach(() => sql.query('DROP TRIGGER IF EXISTS fail ON "Session"'));

  async function removeFeatures(): Promise<void> {
    const name = new URL(base.database.url).pathname.slice(1);
    const { rows } = await sql.query<{ drop: string }>(
      `SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) AS drop FROM pg_trigger WHERE NOT tgisinternal`,
    );
    for (const { drop } of rows) await sql.query(drop);
    const lock = (type: string) => `CREATE FUNCTION missing.pg_advisory_xact_lock(${type})
      RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE 'no advisory locks' USING ERRCODE = '0A000'; END $$`;
    await sql.query(`CREATE SCHEMA missing; ${lock('int')}; ${lock('bigint')};
      ALTER DATABASE ${name} SET search_path = missing, public, test_clock, pg_catalog;
      ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable';
      DELETE FROM "SigningKey"`);
  }

  const start = () =>
    ModuleApp.start(base, 'fastify', {
      controllers: [GuardedController],
      database: { dangerouslyAllowMissingTriggers: true },
      options: { revocations: { connectionString: proxy.url } },
    });

  const logIn = (persona: string) => {
    base.emulator.addPersona({ id: persona });
    return base.signedIn('google', persona, apps[0].browser());
  };

  /** The statuses of a guarded request on both instances. */
  const statuses = (browser: TestBrowser) =>
    Promise.all(
      apps.map(async (app) => {
        const response = await app.browser(browser).request('/guarded', { headers: ACCEPT_JSON });
        return response.status;
      }),
    );

  /** The user of the latest login. */
  async function lastUser(): Promise<string> {
    const { userId } = await base.prisma.session.findFirstOrThrow({
      orderBy: { createdAt: 'desc' },
    });
    return userId;
  }

  const administration = () => apps[0].app.get(UserAdministration, { strict: false });

  const expectRejected = (browser: TestBrowser) =>
    expect.poll(() => statuses(browser), { timeout: PROPAGATION_MS }).toEqual([401, 401]);

  it('creates one user for a person whose first logins run at the same time', async () => {
    const id = 'twin';
    base.emulator.addPersona({ id });
    const { users, accounts } = await base.rows();
    const logins = Array.from({ length: 8 }, (_, index) =>
      base.signedIn('google', id, apps[index % 2 === 0 ? 0 : 1].browser()),
    );
    await Promise.all(logins);
    expect(await base.rows()).toMatchObject({ users: users + 1, accounts: accounts + 1 });
  });

  it('has one signing key for all instances that start at the same time', async () => {
    expect(await base.prisma.signingKey.count()).toBe(1);
  });

  it('ends sessions on every instance within a second after a logout', async () => {
    const browser = await logIn('logout');
    expect(await statuses(browser)).toEqual([200, 200]);
    const headers = { ...ACCEPT_JSON, origin: browser.origin };
    const { status } = await browser.request('/auth/logout', { method: 'POST', headers });
    expect(status).toBe(204);
    await expectRejected(browser);
  });

  it('rejects tokens on every instance within a second after roles change', async () => {
    const browser = await logIn('promoted');
    expect(await statuses(browser)).toEqual([200, 200]);
    await administration().setRoles(await lastUser(), ['editor']);
    await expectRejected(browser);
    expect((await refresh(browser)).status).toBe(200);
    expect(await statuses(browser)).toEqual([200, 200]);
  });

  it('rejects tokens on every instance within a second after a user was disabled', async () => {
    const browser = await logIn('disabled');
    await administration().disable(await lastUser());
    await expectRejected(browser);
    expect((await refresh(browser)).status).toBe(401);
  });

  it('contains no rows of a deleted user, whose tokens are rejected within a second', async () => {
    const browser = await logIn('deleted');
    const userId = await lastUser();
    expect(await statuses(browser)).toEqual([200, 200]);
    await administration().delete(userId);
    await expectRejected(browser);
    const where = { userId };
    expect(await base.prisma.session.count({ where })).toBe(0);
    expect(await base.prisma.account.count({ where })).toBe(0);
  });

  it('serves concurrent logins and refreshes of one user', async () => {
    const first = await logIn('concurrent');
    const others = await Promise.all(
      Array.from({ length: 8 }, () => base.signedIn('google', 'concurrent', apps[1].browser())),
    );
    const responses = await Promise.all(
      [first, ...others].flatMap((browser) => [
        refresh(apps[0].browser(browser)),
        refresh(browser),
      ]),
    );
    expect(responses.map(({ status }) => status)).toEqual(responses.map(() => 200));
  });

  it('retries statements and transactions that fail with 40001 when they are committed', async () => {
    await sql.query(`
      CREATE SEQUENCE failures;
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF nextval('failures') % 3 > 0 THEN
          RAISE EXCEPTION 'injected' USING ERRCODE = '40001';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER fail AFTER INSERT OR UPDATE ON "Session" DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION fail();
      CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON "Account" DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION fail()`);
    const browser = await logIn('retried');
    expect((await refresh(browser)).status).toBe(200);
    await administration().delete(await lastUser());
    await expectRejected(browser);
    await sql.query('DROP TRIGGER fail ON "Account"');
    const { rows } = await sql.query<{ count: number }>(
      'SELECT last_value::int AS count FROM failures',
    );
    expect(rows[0]?.count).toBe(9);
  });
});
