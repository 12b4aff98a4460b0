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
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

describe.each(ADAPTERS)('the end of a session on %s', (adapter) => {
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

  const me = (access: string, at: TestApp) =>
    at.browser().request('/api/me', {
      headers: { accept: 'application/json', authorization: `Bearer ${access}` },
    });
  const status = async (access: string, at: TestApp) => (await me(access, at)).status;
  const userIdOf = async (browser: TestBrowser) =>
    (await browser.json<{ id: string }>('/api/me')).id;

  /** Ends a session by some means; its access token has to be dead here at once, elsewhere within a second. */
  async function expectDeath(browser: TestBrowser, end: () => Promise<unknown>): Promise<void> {
    const access = browser.cookie('access') ?? '';
    const refresh = browser.cookie('refresh') ?? '';
    expect(await status(access, other)).toBe(200);
    await end();
    expect(await status(access, app)).toBe(401);
    await expect.poll(() => status(access, other), { timeout: 1000, interval: 5 }).toBe(401);
    const thief = other.browser();
    thief.cookies.set('refresh', refresh);
    expect((await thief.request('/')).location).toBe('/login');
  }

  it('by logout kills its tokens on every instance', async () => {
    const browser = await app.signedIn('google');
    await expectDeath(browser, () => browser.submit('/auth/logout'));
  });

  it('from another device kills its tokens on every instance', async () => {
    const [phone, laptop] = [await app.signedIn('google'), await app.signedIn('google')];
    const { sessionId } = await phone.json<{ sessionId: string }>('/api/me');
    await expectDeath(phone, () =>
      laptop.request(`/auth/sessions/${sessionId}`, {
        method: 'DELETE',
        headers: { origin: app.origin },
      }),
    );
    expect((await laptop.request('/')).status).toBe(200);
  });

  it('by "sign out everywhere" kills all of them', async () => {
    const [phone, laptop] = [await app.signedIn('google'), await app.signedIn('google')];
    const access = phone.cookie('access') ?? '';
    await expectDeath(laptop, () => laptop.submit('/auth/logout', { everywhere: 'true' }));
    expect(await status(access, app)).toBe(401);
    expect((await laptop.request('/login')).body).toContain('signed out everywhere');
  });

  it('takes from its tokens every say over the others', async () => {
    const first = await app.signedIn('google');
    const stolen = { access: first.cookie('access') ?? '', refresh: first.cookie('refresh') ?? '' };
    await first.submit('/auth/logout');
    const second = await app.signedIn('google');
    const thief = app.browser();
    thief.cookies.set('refresh', stolen.refresh);
    await thief.submit('/auth/logout', { everywhere: 'true' });
    await app.browser().request('/auth/logout', {
      method: 'POST',
      headers: { authorization: `Bearer ${stolen.access}`, 'content-type': 'application/json' },
      body: '{"everywhere":true}',
    });
    expect(await status(second.cookie('access') ?? '', app)).toBe(200);
  });

  it('by an administrator who disables the user kills all of them, and no new one begins', async () => {
    app.standIn.addPersona({ id: `bad-${adapter}` });
    const browser = await app.signedIn('github', `bad-${adapter}`);
    const userId = await userIdOf(browser);
    const administration = app.app.get(UserAdministration, { strict: false });
    await expectDeath(browser, () => administration.disable(userId));
    await expect(app.signedIn('github', `bad-${adapter}`)).rejects.toThrow(/403/);
    expect(await administration.enable(userId)).toBe(true);
    await app.signedIn('github', `bad-${adapter}`);
    expect(await administration.disable('00000000-0000-4000-8000-000000000000')).toBe(false);
  });

  it('by an administrator who signs a user out says how many sessions it ended', async () => {
    app.standIn.addPersona({ id: `out-${adapter}` });
    const browser = await app.signedIn('github', `out-${adapter}`);
    await app.signedIn('github', `out-${adapter}`);
    const userId = await userIdOf(browser);
    expect(await app.app.get(UserAdministration, { strict: false }).endAllSessions(userId)).toBe(2);
  });

  it('is replaced by a new login in the same browser', async () => {
    const browser = await app.signedIn('google');
    const access = browser.cookie('access') ?? '';
    const { sessionId } = await browser.json<{ sessionId: string }>('/api/me');
    await app.signedIn('github', 'vera', browser);
    expect(await status(access, app)).toBe(401);
    expect(await app.prisma.session.findUnique({ where: { id: sessionId } })).toMatchObject({
      endReason: 'replaced',
    });
  });

  it('costs a guarded request no query, and one while the instance is blind', async () => {
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
      expect(feed.whole).toBe(true);
      expect(service.queries).toBe(0);

      const restore = await cutSideConnections(app);
      await expect.poll(() => feed.whole, { timeout: 3000, interval: 5 }).toBe(false);
      service.queries = 0;
      expect(await request()).toBe(200);
      expect(service.queries).toBe(1);
      await restore();
      await expect.poll(() => feed.whole, { timeout: 5000, interval: 5 }).toBe(true);
      service.queries = 0;
      expect(await request()).toBe(200);
      expect(service.queries).toBe(0);
    } finally {
      await service.stop();
    }
  });

  it('is not missed by an instance whose connection was cut meanwhile', async () => {
    const browser = await app.signedIn('google');
    const access = browser.cookie('access') ?? '';
    const feed = other.app.get(RevocationFeed, { strict: false });
    const restore = await cutSideConnections(app);
    await expect.poll(() => feed.whole, { timeout: 3000, interval: 5 }).toBe(false);
    // Blind, it asks the database: what lives passes, what has died does not.
    expect(await status(access, other)).toBe(200);
    await browser.submit('/auth/logout');
    expect(await status(access, other)).toBe(401);
    await restore();
    await expect.poll(() => feed.whole, { timeout: 5000, interval: 5 }).toBe(true);
    expect(await status(access, other)).toBe(401);
  });
});

/**
 * Ends the connections that revocations travel on and lets no new ones through; the ones that requests
 * use stay.
 *
 * @returns what mends it
 */
async function cutSideConnections({ database }: TestApp): Promise<() => Promise<void>> {
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
