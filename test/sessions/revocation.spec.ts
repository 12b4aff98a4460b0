import { Controller, Get, UseGuards } from '@nestjs/common';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CurrentPrincipal,
  JwtAuthGuard,
  RevocationFeed,
  UserAdministration,
  type Principal,
} from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { bearerStatus } from '../support/requests.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';

describe.each(MAIN_ADAPTERS)('the revocation of a session on %s', (adapter) => {
  let app: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    other = await app.another(adapter);
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
  });

  it('by an administrator returns the number of sessions, and whether the user exists', async () => {
    app.emulator.addPersona({ id: `out-${adapter}` });
    const browser = await app.signedIn('github', `out-${adapter}`);
    await app.signedIn('github', `out-${adapter}`);
    const { id } = await browser.json<{ id: string }>('/api/me');
    const administration = app.app.get(UserAdministration, { strict: false });
    expect(await administration.endAllSessions(id)).toBe(2);
    expect([await administration.disable(id), await administration.enable(id)]).toEqual([
      true,
      true,
    ]);
    expect(await administration.disable('00000000-0000-4000-8000-000000000000')).toBe(false);
  });

  it('happens when another login in the same browser replaces it', async () => {
    const browser = await app.signedIn('google');
    const access = browser.cookie('access') ?? '';
    const { sessionId } = await browser.json<{ sessionId: string }>('/api/me');
    await app.signedIn('github', 'vera', browser);
    expect(await bearerStatus(app, access)).toBe(401);
    expect(await app.prisma.session.findUnique({ where: { id: sessionId } })).toMatchObject({
      revocationReason: 'replaced',
    });
  });

  it('is checked without a query, and with one query while the feed is stale', async () => {
    @Controller('guarded')
    @UseGuards(JwtAuthGuard)
    class GuardedController {
      @Get()
      show(@CurrentPrincipal() { sessionId }: Principal) {
        return { sessionId };
      }
    }
    const service = await ModuleApp.start(app, adapter, { controllers: [GuardedController] });
    try {
      const browser = await app.signedIn('google');
      const request = async () => (await service.browser(browser).request('/guarded')).status;
      const feed = service.app.get(RevocationFeed, { strict: false });
      service.queries = 0;
      for (let count = 0; count < 50; count++) expect(await request()).toBe(200);
      expect(feed.isFresh).toBe(true);
      expect(service.queries).toBe(0);

      const restore = await blockListenConnections(app);
      await expect.poll(() => feed.isFresh, { timeout: 3000, interval: 5 }).toBe(false);
      service.queries = 0;
      expect(await request()).toBe(200);
      expect(service.queries).toBe(1);
      await restore();
      await expect.poll(() => feed.isFresh, { timeout: 5000, interval: 5 }).toBe(true);
      service.queries = 0;
      expect(await request()).toBe(200);
      expect(service.queries).toBe(0);
    } finally {
      await service.stop();
    }
  });

  it('applies on an instance whose LISTEN connection was closed meanwhile', async () => {
    const browser = await app.signedIn('google');
    const access = browser.cookie('access') ?? '';
    const feed = other.app.get(RevocationFeed, { strict: false });
    // Opens a connection of the pool, which stays open when new ones are rejected.
    expect(await bearerStatus(other, access)).toBe(200);
    const restore = await blockListenConnections(app);
    await expect.poll(() => feed.isFresh, { timeout: 3000, interval: 5 }).toBe(false);
    // While the feed is stale, the status of the session is queried.
    expect(await bearerStatus(other, access)).toBe(200);
    await browser.submit('/auth/logout');
    expect(await bearerStatus(other, access)).toBe(401);
    await restore();
    await expect.poll(() => feed.isFresh, { timeout: 5000, interval: 5 }).toBe(true);
    expect(await bearerStatus(other, access)).toBe(401);
  });
});

/**
 * Terminates the LISTEN connections and rejects new connections. Those of the pool stay open.
 *
 * @returns a function that allows connections again
 */
async function blockListenConnections({ database }: TestApp): Promise<() => Promise<void>> {
  const url = new URL(database.url);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = $1 AND application_name = 'nestjs-social-auth revocations'`,
    [name],
  );
  return async () => {
    await client.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
    await client.end();
  };
}
