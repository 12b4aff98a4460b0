import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Prisma } from '../../src/generated/prisma/client.js';
import { AuditTrail, UserAdministration } from '../../src/social-auth/index.js';
import { userData } from '../docs/examples/user-data.js';
import { CapturedLog } from '../support/captured-log.js';
import { executeSql } from '../support/database.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { ACCEPT_JSON, cloneBrowser, refresh } from '../support/requests.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

interface Me {
  id: string;
  sessionId: string;
}

/** A table of the app whose rows refer to users. */
const NOTES =
  'CREATE TABLE "Note" (text text, "userId" uuid REFERENCES "User" (id) ON DELETE RESTRICT)';

describe.each(MAIN_ADAPTERS)('the deletion of an account on %s', (adapter) => {
  let app: TestApp;
  let withHook: ModuleApp;
  let hook: (userId: string, tx: Prisma.TransactionClient) => Promise<void>;
  let count = 0;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    await executeSql(NOTES, app.database.url);
    withHook = await ModuleApp.start(app, adapter, {
      options: { deleteUser: (userId, tx) => hook(userId, tx) },
    });
  });
  afterAll(async () => {
    await withHook.stop();
    await app.stop();
  });
  beforeEach(async () => {
    await app.moveClock(0);
    hook = async (userId, tx) => userData.deleteUser?.(userId, tx);
  });

  function persona(): string {
    const id = `leaver-${(count += 1)}`;
    app.emulator.addPersona({ id });
    return id;
  }
  const me = (browser: TestBrowser) => browser.json<Me>('/api/me');
  const remove = (browser: TestBrowser, headers: Record<string, string> = {}) =>
    browser.request('/auth/account', {
      method: 'DELETE',
      headers: { ...ACCEPT_JSON, origin: app.origin, ...headers },
    });
  const confirm = (browser: TestBrowser, headers: Record<string, string> = {}) =>
    browser.submit('/auth/account/delete', { confirmed: 'true' }, headers);
  const codeOf = ({ body }: { body: string }) => (JSON.parse(body) as { code: string }).code;
  const find = (id: string) => app.prisma.user.findUnique({ where: { id } });

  it('is confirmed on a page, removes every row, signs out and says so', async () => {
    const who = persona();
    const browser = await app.signedIn('google', who);
    const { id } = await me(browser);
    expect((await browser.request('/')).body).toContain('href="/auth/account/delete"');
    const page = await browser.request('/auth/account/delete');
    expect(page.body).toContain('This cannot be undone.');
    const deleted = await confirm(browser);
    expect([deleted.status, deleted.location]).toEqual([303, '/login']);
    expect(browser.cookie('access')).toBeUndefined();
    expect(browser.cookie('refresh')).toBeUndefined();
    expect((await browser.request('/login')).body).toContain('Your account is deleted.');
    const where = { userId: id };
    expect(await find(id)).toBeNull();
    expect(await app.prisma.account.count({ where })).toBe(0);
    expect(await app.prisma.session.count({ where })).toBe(0);
    expect((await me(await app.signedIn('google', who))).id).not.toBe(id);
  });

  it('ends the other sessions of the user on every instance within a second', async () => {
    const who = persona();
    const browser = await app.signedIn('google', who);
    const { id } = await me(browser);
    const other = await app.signedIn('google', who);
    const elsewhere = withHook.browser(other);
    const status = async () =>
      (await elsewhere.request('/auth/sessions', { headers: ACCEPT_JSON })).status;
    expect(await status()).toBe(200);
    expect((await remove(browser)).status).toBe(204);
    expect((await other.request('/api/me', { headers: ACCEPT_JSON })).status).toBe(401);
    await expect.poll(status, { timeout: 1000, interval: 20 }).toBe(401);
    expect((await refresh(other)).status).toBe(401);
    expect(await find(id)).toBeNull();
  });

  it('keeps the events of the user without devices in the audit trail', async () => {
    const browser = await app.signedIn('google', persona());
    const { id } = await me(browser);
    const trail = app.app.get(AuditTrail, { strict: false });
    expect((await trail.recent(id, 9)).some(({ userAgent }) => userAgent !== null)).toBe(true);
    await remove(browser);
    const events = await trail.recent(id, 9);
    expect(events.map(({ type }) => type)).toEqual([
      'user_deleted',
      'login_succeeded',
      'user_created',
    ]);
    expect(events.map(({ userAgent }) => userAgent)).toEqual([null, null, null]);
  });

  it('requires a login within five minutes, a confirmation and a page of the same origin', async () => {
    const browser = await app.signedIn('google', persona());
    const { id } = await me(browser);
    for (const origin of ['https://e.example', 'null']) {
      expect((await confirm(browser, { origin, 'content-type': 'text/plain' })).status).toBe(403);
      expect((await confirm(browser, { origin })).status).toBe(403);
      expect((await remove(browser, { origin })).status).toBe(403);
    }
    expect((await browser.submit('/auth/account/delete')).status).toBe(400);
    await app.moveClock(301);
    expect(codeOf(await remove(browser))).toBe('recent_login_required');
    expect((await confirm(browser)).location).toBe('/login?prompt=login');
    const page = await browser.request('/auth/account/delete');
    const login = '/login?prompt=login&returnTo=%2Fauth%2Faccount%2Fdelete';
    expect([page.status, page.location]).toEqual([303, login]);
    expect(await find(id)).not.toBeNull();
  });

  it('is possible with a Bearer token, and requires a token', async () => {
    const browser = await app.signedIn('google', persona());
    const { id } = await me(browser);
    expect((await remove(app.browser())).status).toBe(401);
    const authorization = `Bearer ${browser.cookie('access')}`;
    expect((await remove(app.browser(), { authorization })).status).toBe(204);
    expect(await find(id)).toBeNull();
  });

  it('deletes the rows of the app in the same transaction, also for an administrator', async () => {
    const browser = await app.signedIn('google', persona());
    const other = await app.signedIn('google', persona());
    const ids = [(await me(browser)).id, (await me(other)).id];
    for (const id of ids) {
      await executeSql(`INSERT INTO "Note" VALUES ('secret', '${id}')`, app.database.url);
    }
    expect((await remove(withHook.browser(browser))).status).toBe(204);
    const administration = withHook.app.get(UserAdministration, { strict: false });
    expect(await administration.delete(ids[1] ?? '')).toBe(true);
    for (const id of ids) expect(await find(id)).toBeNull();
  });

  it('changes nothing when the hook throws', async () => {
    const browser = await app.signedIn('google', persona());
    const { id } = await me(browser);
    await executeSql(`INSERT INTO "Note" VALUES ('mine', '${id}')`, app.database.url);
    const before = await app.rows();
    const del = 'DELETE FROM "Account" WHERE "userId"::text = $1';
    hook = async (userId, tx) => {
      await tx.$executeRawUnsafe(del, userId);
      throw new Error('the hook fails');
    };
    expect((await remove(withHook.browser(browser))).status).toBe(500);
    expect(await app.rows()).toEqual(before);
    expect((await browser.request('/api/me', { headers: ACCEPT_JSON })).status).toBe(200);
    expect((await refresh(browser)).status).toBe(200);
  });

  it('is refused with an explanation while a row of the app refers to the user, and changes nothing', async () => {
    const browser = await app.signedIn('google', persona());
    const { id } = await me(browser);
    await executeSql(`INSERT INTO "Note" VALUES ('mine', '${id}')`, app.database.url);
    const before = await app.rows();
    hook = async () => {};
    const log = CapturedLog.start();
    for (const at of [browser, withHook.browser(browser)]) {
      const response = await remove(at);
      expect([response.status, codeOf(response)]).toEqual([409, 'deletion_blocked']);
    }
    const page = await confirm(browser);
    log.stop();
    expect(page.status).toBe(409);
    expect(page.body).toContain('The account was not deleted');
    const [, supportCode = ''] = /([0-9A-Z]{4}-[0-9A-Z]{4})/.exec(page.body) ?? [];
    expect(log.linesWith(supportCode).join()).toContain(
      'a row of another table refers to the user',
    );
    expect(await app.rows()).toEqual(before);
    expect((await browser.request('/api/me', { headers: ACCEPT_JSON })).status).toBe(200);
    const administration = withHook.app.get(UserAdministration, { strict: false });
    await expect(administration.delete(id)).rejects.toMatchObject({ code: 'deletion_blocked' });
  });

  it('is checked at start: a warning names the foreign keys that prevent it, unless there is a hook', async () => {
    const warnings = async (options: { deleteUser?: () => Promise<void> }) => {
      const lines: string[] = [];
      const keep = (message: unknown) => lines.push(String(message));
      const logger = { log: () => {}, error: keep, warn: keep, debug: () => {} };
      const instance = await ModuleApp.start(app, adapter, { options, logger });
      await instance.stop();
      return lines.filter((line) => line.includes('cannot be deleted'));
    };
    expect(await warnings({})).toEqual([
      expect.stringMatching(
        /^Users with rows in "Note"\."userId" cannot be deleted, .* deleteUser/,
      ),
    ]);
    expect(await warnings({ deleteUser: async () => {} })).toEqual([]);
  });

  it('leaves nothing behind when it races with refreshes and with a link', async () => {
    for (let round = 0; round < 4; round += 1) {
      const who = persona();
      const browser = await app.signedIn('google', who);
      const { id } = await me(browser);
      const { location } = await browser.submit('/auth/github/link');
      const callback = await app.emulator.approve(location, who);
      const copies = [1, 2, 3].map(() => cloneBrowser(app, browser));
      const [deleted, linked] = await Promise.all([
        remove(cloneBrowser(app, browser)),
        browser.request(callback, { headers: ACCEPT_JSON }),
        ...copies.map((copy) => refresh(copy)),
      ]);
      expect(deleted?.status).toBe(204);
      expect([303, 401, 403]).toContain(linked?.status);
      const where = { userId: id };
      expect(await app.prisma.account.count({ where })).toBe(0);
      expect(await app.prisma.session.count({ where })).toBe(0);
      for (const copy of copies) {
        expect((await copy.request('/api/me', { headers: ACCEPT_JSON })).status).toBe(401);
        expect((await refresh(copy)).status).toBe(401);
      }
    }
  });

  it('happens once when the user requests it twice at the same time', async () => {
    const browser = await app.signedIn('google', persona());
    const { id } = await me(browser);
    const copies = [cloneBrowser(app, browser), cloneBrowser(app, browser)];
    const responses = await Promise.all(copies.map((copy) => remove(copy)));
    expect(responses.map(({ status }) => String(status)).toSorted()).toEqual(['204', '401']);
    const trail = app.app.get(AuditTrail, { strict: false });
    const events = await trail.recent(id, 9);
    expect(events.filter(({ type }) => type === 'user_deleted')).toHaveLength(1);
  });
});
