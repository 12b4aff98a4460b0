import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditTrail, UserAdministration } from '../../src/social-auth/index.js';
import { userExportSchema } from '../../src/social-auth/http/accounts/account-data.openapi.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { ACCEPT_JSON } from '../support/requests.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

interface Export {
  user: { id: string };
  accounts: { provider: string }[];
  data: Record<string, unknown>;
  sessions: { id: string }[];
  activity: { type: string }[];
}

describe.each(MAIN_ADAPTERS)('the export of the stored data on %s', (adapter) => {
  let app: TestApp;
  let withHook: ModuleApp;
  let exported: object | Error = {};

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    for (const id of ['exporter', 'other-user']) app.emulator.addPersona({ id });
    const exportUser = () => {
      if (exported instanceof Error) throw exported;
      return exported;
    };
    withHook = await ModuleApp.start(app, adapter, { options: { exportUser } });
  });
  afterAll(async () => {
    await withHook.stop();
    await app.stop();
  });
  beforeEach(() => app.moveClock(0));

  const download = (browser: TestBrowser, headers: Record<string, string> = {}) =>
    browser.request('/auth/account/export', { headers });
  const parse = ({ body }: { body: string }) => JSON.parse(body) as Export;

  it('is a file with profile, accounts, sessions and activity, which is not cached', async () => {
    const browser = await app.signedIn('google', 'exporter');
    const { id } = await browser.json<{ id: string }>('/api/me');
    const response = await download(browser);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="account-\d{4}-\d\d-\d\d\.json"$/,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const data = parse(response);
    expect(data).toMatchObject({ user: { id }, accounts: [{ provider: 'google' }], data: {} });
    expect(data.sessions).toHaveLength(await app.prisma.session.count({ where: { userId: id } }));
    expect(data.activity.map(({ type }) => type)).toContain('login_succeeded');
    expect((await download(browser)).body).toContain('"type":"data_exported"');
    expect((await browser.request('/')).body).toContain('Data downloaded');
    const dates = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
    const revived: unknown = JSON.parse(response.body, (_, value: unknown) =>
      typeof value === 'string' && dates.test(value) ? new Date(value) : value,
    );
    expect(() => userExportSchema.strict().parse(revived)).not.toThrow();
  });

  it('contains nothing of another user, not even of the administrator, and no secret', async () => {
    const otherUser = await app.signedIn('google', 'other-user');
    const other = await otherUser.json<Record<string, string>>('/api/me');
    const browser = await app.signedIn('google', 'exporter');
    const { id } = await browser.json<{ id: string }>('/api/me');
    const administration = app.app.get(UserAdministration, { strict: false });
    await app.prisma.user.update({ where: { id: other['id'] ?? '' }, data: { roles: ['admin'] } });
    const actor = { userId: other['id'] ?? '', sessionId: other['sessionId'] };
    await administration.setRoles(id, ['reader'], { actor, requiredRole: 'admin' });
    await otherUser.request('/');
    const { body } = await download(await app.signedIn('google', 'exporter'));
    expect(body).toContain('user_roles_changed');
    for (const value of [other['id'], other['sessionId'], other['email'], 'other-user']) {
      expect(body).not.toContain(value);
    }
    for (const name of ['access', 'refresh']) {
      expect(body).not.toContain(browser.cookie(name));
    }
    expect(body).not.toMatch(/secret|token"|hash|generation|privateKey/i);
  });

  it('contains every event and session of a user with more than one page of each', async () => {
    const browser = await app.signedIn('google', 'exporter');
    const { id } = await browser.json<{ id: string }>('/api/me');
    const at = new Date();
    const now = { createdAt: at, refreshedAt: at, expiresAt: at, provider: 'google', userId: id };
    const ids = Array.from({ length: 1203 }, () => randomUUID());
    await app.prisma.session.createMany({ data: ids.map((each) => ({ id: each, ...now })) });
    const type = 'login_succeeded';
    // At one time, so that the pages have to continue after an id.
    await app.prisma.auditEvent.createMany({
      data: ids.map((sessionId) => ({ type, userId: id, sessionId, at })),
    });
    await app.app.get(AuditTrail, { strict: false }).flush();
    const { sessions, activity } = parse(await download(browser));
    expect(new Set(sessions.map((session) => session.id)).size).toBe(sessions.length);
    expect(sessions).toHaveLength(await app.prisma.session.count({ where: { userId: id } }));
    expect(activity.filter((event) => event.type === type).length).toBeGreaterThanOrEqual(1203);
  });

  it('contains what the hook of the app returns, and is refused as a whole when the hook throws', async () => {
    const browser = withHook.browser(await app.signedIn('google', 'exporter'));
    exported = { orders: [{ number: 12345678901234567890n, at: new Date(0) }] };
    expect(parse(await download(browser)).data).toEqual({
      orders: [{ number: '12345678901234567890', at: '1970-01-01T00:00:00.000Z' }],
    });
    exported = new Error('the hook fails');
    const failed = await download(browser, ACCEPT_JSON);
    expect([failed.status, failed.body.includes('"user"')]).toEqual([500, false]);
  });

  it('requires a login within five minutes', async () => {
    const browser = await app.signedIn('google', 'exporter');
    expect((await download(app.browser(), ACCEPT_JSON)).status).toBe(401);
    await app.moveClock(301);
    expect((await download(browser)).location).toBe('/login?prompt=login');
    expect((await download(browser, ACCEPT_JSON)).status).toBe(403);
  });
});
