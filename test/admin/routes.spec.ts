import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';
import { bearerStatus } from '../support/requests.js';
import { postJson, signInAdmin, signInUser } from './admin-app.js';

const SPA = 'http://localhost:5173';

interface Details {
  user: { id: string; roles: string[]; isDisabled: boolean };
  accounts: { provider: string; subject: string }[];
  sessions: { id: string; device: string }[];
  events: { type: string; detail: string | null; actorId: string; actorSessionId: string }[];
}

const code = ({ body }: { body: string }) => (JSON.parse(body) as { code?: string }).code;

describe.each(ADAPTERS)('the routes of administrators on %s', (adapter) => {
  let app: TestApp;
  let admin: TestBrowser;
  let adminId: string;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { CORS_ORIGINS: SPA });
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    await app.prisma.user.deleteMany();
    ({ browser: admin, userId: adminId } = await signInAdmin(app));
  });

  const details = (userId: string) => admin.json<Details>(`/admin/users/${userId}`);

  /** Every route with a user, as a form sends it. */
  const routes = (userId: string) => [
    ['GET', '/admin/users'],
    ['GET', `/admin/users/${userId}`],
    ...['disable', 'enable', 'roles', 'delete', 'sessions/end', `sessions/${randomUUID()}/end`].map(
      (path) => ['POST', `/admin/users/${userId}/${path}`],
    ),
  ];

  it('find users, and show accounts, sessions and activity', async () => {
    const { userId, sessionId } = await signInUser(app, 'nemo');
    const { users, next } = await admin.json<{ users: { id: string }[]; next: null }>(
      '/admin/users?query=nemo',
    );
    expect(users.map(({ id }) => id)).toEqual([userId]);
    expect(next).toBeNull();
    const { user, accounts, sessions, events } = await details(userId);
    expect(user).toMatchObject({ id: userId, roles: [], isDisabled: false });
    expect(accounts).toMatchObject([{ provider: 'google' }]);
    expect(sessions).toMatchObject([{ id: sessionId }]);
    expect(events.map(({ type }) => type)).toEqual(['login_succeeded', 'user_created']);
  });

  it('disable and enable a user by forms, and record who did it', async () => {
    const { browser, userId } = await signInUser(app, 'nemo');
    const token = browser.cookie('access');
    const disabled = await admin.submit(`/admin/users/${userId}/disable`);
    expect([disabled.status, disabled.location]).toEqual([
      303,
      `/admin/users/${userId}?notice=disabled`,
    ]);
    expect((await admin.request(disabled.location)).body).toContain(
      'The user is disabled and signed out everywhere.',
    );
    expect(await bearerStatus(app, token)).toBe(401);
    await expect(app.signedIn('google', 'nemo')).rejects.toThrow(/403/);
    expect((await admin.submit(`/admin/users/${userId}/enable`)).status).toBe(303);
    await app.signedIn('google', 'nemo');
    const { sessionId } = await admin.json<{ sessionId: string }>('/api/me');
    const { events } = await details(userId);
    const acts = events.filter(({ actorId }) => actorId !== null);
    expect(acts.map(({ type }) => type)).toEqual(['user_enabled', 'user_disabled']);
    for (const { actorId, actorSessionId } of acts) {
      expect([actorId, actorSessionId]).toEqual([adminId, sessionId]);
    }
  });

  it('keep the header Vary of the app', async () => {
    for (const accept of ['text/html', 'application/json']) {
      const headers = { accept, origin: SPA };
      const vary = (await admin.request('/admin/users', { headers })).headers.get('vary');
      expect(vary?.split(/, ?/)).toEqual(expect.arrayContaining(['Origin', 'Accept']));
    }
  });

  it('end one session and all sessions of a user', async () => {
    const { browser, userId, sessionId } = await signInUser(app, 'nemo');
    const other = await signInUser(app, 'nemo');
    expect((await admin.submit(`/admin/users/${userId}/sessions/${sessionId}/end`)).status).toBe(
      303,
    );
    expect(await bearerStatus(app, browser.cookie('access'))).toBe(401);
    expect(await bearerStatus(app, other.browser.cookie('access'))).toBe(200);
    const gone = await postJson(admin, `/admin/users/${userId}/sessions/${sessionId}/end`);
    expect([gone.status, code(gone)]).toEqual([404, 'session_not_found']);
    expect((await postJson(admin, `/admin/users/${userId}/sessions/end`)).status).toBe(204);
    expect(await bearerStatus(app, other.browser.cookie('access'))).toBe(401);
    const { sessions, events } = await details(userId);
    expect(sessions).toEqual([]);
    expect(events.slice(0, 2)).toMatchObject([
      { type: 'session_revoked', detail: 'admin', actorId: adminId },
      { type: 'session_revoked', detail: 'admin', actorId: adminId },
    ]);
    // The session of another user is not found, whoever it belongs to.
    const own = await admin.json<{ sessionId: string }>('/api/me');
    const foreign = await postJson(admin, `/admin/users/${userId}/sessions/${own.sessionId}/end`);
    expect(foreign.status).toBe(404);
  });

  it('give and take roles, which take effect at once, and keep roles that they do not administer', async () => {
    const { browser, userId } = await signInUser(app, 'nemo');
    await app.prisma.user.update({ where: { id: userId }, data: { roles: ['auditor'] } });
    const roles = async () => (await details(userId)).user.roles;
    expect(
      (await postJson(admin, `/admin/users/${userId}/roles`, { roles: ['admin'] })).status,
    ).toBe(204);
    expect(await roles()).toEqual(['admin', 'auditor']);
    expect((await browser.request('/admin/users')).status).toBe(200);
    expect((await admin.submit(`/admin/users/${userId}/roles`)).status).toBe(303);
    expect(await roles()).toEqual(['auditor']);
    expect((await browser.request('/admin/users')).status).toBe(403);
    for (const body of [{ roles: ['root'] }, { roles: 'admin' }, { roles: [7] }, {}, []]) {
      const refused = await postJson(admin, `/admin/users/${userId}/roles`, body);
      expect([refused.status, code(refused)]).toEqual([400, 'invalid_request']);
    }
  });

  it('delete a user for good, and then no longer find them', async () => {
    const { browser, userId } = await signInUser(app, 'nemo');
    const deleted = await admin.submit(`/admin/users/${userId}/delete`);
    expect([deleted.status, deleted.location]).toEqual([303, '/admin/users?notice=deleted']);
    expect((await admin.request(deleted.location)).body).toContain('The user is deleted.');
    expect(await bearerStatus(app, browser.cookie('access'))).toBe(401);
    for (const [method = '', path = ''] of routes(userId).slice(1)) {
      const response = await (method === 'GET'
        ? admin.request(path, { headers: { accept: 'application/json' } })
        : postJson(admin, path, { roles: [] }));
      const expected = path.includes('/sessions/') && !path.endsWith('sessions/end');
      expect([path, code(response)]).toEqual([
        path,
        expected ? 'session_not_found' : 'user_not_found',
      ]);
    }
  });

  it('S70 refuse users without the role in the same way whether the user exists or not', async () => {
    const { browser } = await signInUser(app, 'nemo');
    for (const userId of [adminId, randomUUID(), 'x']) {
      for (const [method = '', path = ''] of routes(userId)) {
        const signedIn =
          method === 'GET' ? await browser.request(path) : await browser.submit(path);
        expect([path, signedIn.status]).toEqual([path, 403]);
        expect(signedIn.body).not.toContain(adminId);
        const anonymous =
          method === 'GET' ? await app.browser().request(path) : await app.browser().submit(path);
        expect([path, anonymous.status, anonymous.location.split('?')[0]]).toEqual([
          path,
          303,
          '/login',
        ]);
      }
    }
    expect(await app.prisma.user.count()).toBe(2);
  });

  it('S70 refuse forms of other sites', async () => {
    const { userId } = await signInUser(app, 'nemo');
    for (const [method = '', path = ''] of routes(userId)) {
      if (method === 'GET') continue;
      for (const headers of [
        { origin: 'https://e.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'same-site' },
      ]) {
        expect((await admin.submit(path, {}, headers)).status).toBe(403);
      }
    }
    expect((await details(userId)).user.isDisabled).toBe(false);
    expect((await details(userId)).sessions).toHaveLength(1);
  });

  it('S70 require a recent login for what takes access away, and return to the page of the user', async () => {
    const { userId } = await signInUser(app, 'nemo');
    await app.moveClock(6 * 60);
    try {
      for (const path of ['disable', 'enable', 'roles', 'delete']) {
        const referer = `${app.origin}/admin/users/${userId}?notice=enabled`;
        const form = await admin.submit(`/admin/users/${userId}/${path}`, {}, { referer });
        expect([form.status, form.location]).toEqual([
          303,
          `/login?prompt=login&returnTo=${encodeURIComponent(`/admin/users/${userId}?notice=enabled`)}`,
        ]);
        const foreign = { referer: 'https://e.example/admin/users' };
        expect((await admin.submit(`/admin/users/${userId}/${path}`, {}, foreign)).location).toBe(
          '/login?prompt=login',
        );
        expect(code(await postJson(admin, `/admin/users/${userId}/${path}`))).toBe(
          'recent_login_required',
        );
      }
      expect((await details(userId)).user.isDisabled).toBe(false);
    } finally {
      await app.moveClock(0);
    }
  });

  it('S70 refuse that administrators disable, delete or demote themselves', async () => {
    for (const id of [adminId, adminId.toUpperCase()]) {
      for (const path of ['disable', 'delete', 'roles']) {
        const response = await postJson(admin, `/admin/users/${id}/${path}`, { roles: [] });
        expect([path, response.status, code(response)]).toEqual([path, 409, 'self_lockout']);
      }
    }
    const page = await admin.submit(`/admin/users/${adminId}/disable`);
    expect(page.body).toContain('You would lock yourself out');
    expect(await details(adminId)).toMatchObject({ user: { roles: ['admin'], isDisabled: false } });
    const { body } = await admin.request(`/admin/users/${adminId}`);
    expect(body).toContain('You cannot disable, delete or demote yourself');
    expect(body).not.toContain(`/${adminId}/disable`);
    expect(body).not.toContain(`/${adminId}/delete`);
  });

  it('respond to malformed ids, cursors and queries without a server error', async () => {
    const json = { headers: { accept: 'application/json' } };
    const cursors = ['x', 'W10', '%00', 'bnVsbA', '[]', 'x'.repeat(5000)].map(
      (after) => `query=v&after=${after}`,
    );
    const forged = [
      ['key', 'no id'],
      [7, adminId],
      ['k\0', adminId],
      [null, adminId],
      { key: 'k', id: adminId },
    ].map((value) => `query=v&after=${Buffer.from(JSON.stringify(value)).toString('base64url')}`);
    const repeated = ['query=v&after=a&after=b'];
    for (const query of [...cursors, ...forged, ...repeated]) {
      const response = await admin.request(`/admin/users?${query}`, json);
      expect([query, response.status, code(response)]).toEqual([query, 400, 'invalid_request']);
    }
    for (const query of [
      'query=%00',
      'query=a&query=b',
      `query=${'v'.repeat(5000)}`,
      'query=%25_',
    ]) {
      expect([query, (await admin.request(`/admin/users?${query}`, json)).status]).toEqual([
        query,
        200,
      ]);
    }
    for (const id of ['%00', '0', '%27', 'a'.repeat(90), "'; DROP TABLE"]) {
      const response = await admin.request(`/admin/users/${encodeURIComponent(id)}`, json);
      expect([id, response.status]).toEqual([id, 404]);
    }
  });

  it('escape names, and serve pages without scripts that no cache stores', async () => {
    const { userId } = await signInUser(app, 'nemo');
    const name = '<img src=x onerror=alert(1)>';
    await app.prisma.user.update({ where: { id: userId }, data: { name, picture: null } });
    for (const path of ['/admin/users', `/admin/users/${userId}`]) {
      const { body, headers } = await admin.request(path);
      expect(body).toContain('&lt;img src=x onerror=alert(1)>');
      expect(body).not.toContain('<img src=x');
      expect(body).not.toContain('<script');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe-inline');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('vary')).toContain('Accept');
    }
  });

  it('are in the language of the browser', async () => {
    const { userId } = await signInUser(app, 'nemo');
    const page = (path: string, language: string) =>
      admin.request(path, { headers: { 'accept-language': language } });
    expect((await page('/admin/users', 'de')).body).toContain('<h1>Benutzer</h1>');
    const arabic = (await page(`/admin/users/${userId}`, 'ar')).body;
    expect(arabic).toContain('dir="rtl"');
    expect(arabic).toContain('الحسابات المرتبطة');
  });
});
