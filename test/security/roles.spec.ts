import { Controller, Get, UseGuards } from '@nestjs/common';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  CurrentPrincipal,
  JwtAuthGuard,
  PageAuthGuard,
  RevocationFeed,
  Roles,
  UserAdministration,
  type Principal,
} from '../../src/social-auth/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { ACCEPT_JSON, refresh } from '../support/requests.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

const WITHIN_A_SECOND = { timeout: 1000, interval: 5 };

@Controller()
class VaultController {
  @Get('vault')
  @Roles('admin')
  @UseGuards(JwtAuthGuard)
  vault(@CurrentPrincipal() { roles }: Principal) {
    return { roles };
  }

  @Get('vault-page')
  @Roles('admin')
  @UseGuards(PageAuthGuard)
  page(@CurrentPrincipal() { roles }: Principal) {
    return { roles };
  }

  @Get('open-to-all')
  @UseGuards(PageAuthGuard)
  open(@CurrentPrincipal() { roles }: Principal) {
    return { roles };
  }
}

describe.each(MAIN_ADAPTERS)('S51 a change of roles on %s', (adapter) => {
  let base: TestApp;
  let listening: ModuleApp;
  let polling: ModuleApp;
  let administration: UserAdministration;
  let sql: Client;

  beforeAll(async () => {
    base = await TestApp.start(adapter);
    const controllers = [VaultController];
    [listening, polling] = await Promise.all([
      ModuleApp.start(base, adapter, { controllers }),
      ModuleApp.start(base, adapter, { controllers, isPolling: true }),
    ]);
    administration = base.app.get(UserAdministration, { strict: false });
    sql = new Client(base.database.url);
    await sql.connect();
  });
  afterEach(() => sql.query('UPDATE "User" SET "roles" = \'{}\''));
  afterAll(async () => {
    await sql.end();
    await polling.stop();
    await listening.stop();
    await base.stop();
  });

  /** Returns a browser of a user who has signed in with the role. */
  async function admin(): Promise<{ browser: TestBrowser; userId: string; token: string }> {
    const { id: userId } = await (await base.signedIn('google')).json<{ id: string }>('/api/me');
    await administration.setRoles(userId, ['admin']);
    const browser = await base.signedIn('google');
    return { browser, userId, token: browser.cookie('access') ?? '' };
  }

  const bearer = async (app: ModuleApp, path: string, token: string) =>
    (
      await app.browser().request(path, {
        headers: { ...ACCEPT_JSON, authorization: `Bearer ${token}` },
      })
    ).status;

  const demotions: [string, (userId: string) => Promise<unknown>][] = [
    ['UserAdministration', (id) => administration.setRoles(id, [])],
    ['SQL', (id) => sql.query(`UPDATE "User" SET "roles" = '{}' WHERE "id" = $1`, [id])],
    ['Prisma', (id) => base.prisma.user.update({ where: { id }, data: { roles: [] } })],
    ['SQL to null', (id) => sql.query('UPDATE "User" SET "roles" = NULL WHERE "id" = $1', [id])],
  ];

  it.each(demotions)(
    'by %s makes the token of a demoted administrator useless within a second, with LISTEN and with polling',
    async (_, demote) => {
      const { token, userId } = await admin();
      for (const app of [listening, polling]) expect(await bearer(app, '/vault', token)).toBe(200);
      await demote(userId);
      for (const app of [listening, polling]) {
        await expect.poll(() => bearer(app, '/vault', token), WITHIN_A_SECOND).toBe(401);
        expect(await bearer(app, '/open-to-all', token)).toBe(401);
      }
    },
  );

  it('refuses a demoted administrator with 403 on a page, which refreshes by itself', async () => {
    const { browser, userId } = await admin();
    const page = polling.browser(browser);
    expect((await page.request('/vault-page')).status).toBe(200);
    await administration.setRoles(userId, []);
    const status = async () => (await page.request('/vault-page')).status;
    await expect.poll(status, WITHIN_A_SECOND).toBe(403);
    expect(await page.json('/open-to-all')).toEqual({ roles: [] });
  });

  it('is invisible to a client that refreshes: one 401, then the new roles, in the same session', async () => {
    const browser = await base.signedIn('google');
    const { id, sessionId } = await browser.json<{ id: string; sessionId: string }>('/api/me');
    await administration.setRoles(id, ['admin']);
    const client = polling.browser(browser);
    const vault = () => client.request('/vault', { headers: ACCEPT_JSON });
    await expect.poll(async () => (await vault()).status, WITHIN_A_SECOND).toBe(401);
    expect((await vault()).headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(client.cookie('refresh')).toBeDefined();
    expect((await refresh(client)).status).toBe(200);
    expect(JSON.parse((await vault()).body)).toEqual({ roles: ['admin'] });
    const again = await base.browser().request('/api/me', {
      headers: { ...ACCEPT_JSON, cookie: `access=${client.cookie('access')}` },
    });
    expect(JSON.parse(again.body)).toMatchObject({ roles: ['admin'], sessionId });
  });

  it('accepts a token again after the roles were restored', async () => {
    const { token, userId } = await admin();
    await administration.setRoles(userId, []);
    await expect.poll(() => bearer(listening, '/vault', token), WITHIN_A_SECOND).toBe(401);
    await administration.setRoles(userId, ['admin']);
    await expect.poll(() => bearer(listening, '/vault', token), WITHIN_A_SECOND).toBe(200);
  });

  it('takes effect while the clock of the instance that issues tokens is 50 seconds wrong', async () => {
    for (const seconds of [-50, 50]) {
      base.skewClock(seconds);
      const { token, browser, userId } = await admin();
      base.skewClock(0);
      expect(await bearer(listening, '/vault', token)).toBe(200);
      await administration.setRoles(userId, ['editor', 'admin']);
      await expect.poll(() => bearer(listening, '/vault', token), WITHIN_A_SECOND).toBe(401);
      base.skewClock(seconds);
      expect((await refresh(browser)).status).toBe(200);
      base.skewClock(0);
      expect(await bearer(listening, '/vault', browser.cookie('access') ?? '')).toBe(200);
    }
  });

  it('closes the streams of a user who has lost a role, and not of one who has gained one', async () => {
    const { browser, userId, token } = await admin();
    expect(await bearer(polling, '/vault', token)).toBe(200);
    const { sessionId } = await browser.json<{ sessionId: string }>('/api/me');
    const feed = polling.app.get(RevocationFeed, { strict: false });
    const authTime = Math.floor(Date.now() / 1000);
    let isClosed = false;
    feed
      .whenRevoked({ userId, sessionId, roles: ['admin'], authTime })
      .subscribe(() => (isClosed = true));
    await administration.setRoles(userId, ['admin', 'editor']);
    await expect
      .poll(() => feed.hasCurrentRoles({ userId, roles: ['admin', 'editor'] }), WITHIN_A_SECOND)
      .toBe(true);
    expect(isClosed).toBe(false);
    await administration.setRoles(userId, ['editor']);
    await expect.poll(() => isClosed, WITHIN_A_SECOND).toBe(true);
  });

  it('rejects the token also while the feed is stale, because the database is queried', async () => {
    const { token, userId } = await admin();
    const feed = listening.app.get(RevocationFeed, { strict: false });
    await feed.onModuleDestroy();
    expect(feed.isFresh).toBe(false);
    expect(await bearer(listening, '/vault', token)).toBe(200);
    await administration.setRoles(userId, []);
    expect(await bearer(listening, '/vault', token)).toBe(401);
  });
});
