import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuditTrail } from '../../src/social-auth/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ACCEPT_JSON } from '../support/requests.js';
import type { TestApp } from '../support/test-app.js';
import {
  call,
  errorOf,
  grantAccess,
  linkedUser,
  startTokensApp,
  type LinkedUser,
} from './tokens-app.js';

const REPOSITORIES = '/api/repositories';

describe.each(MAIN_ADAPTERS)('the access section of the account page on %s', (adapter) => {
  let app: TestApp;
  let user: LinkedUser;

  beforeAll(async () => {
    app = await startTokensApp(adapter);
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    await app.moveClock(0);
    app.emulator.clearFaults();
    user = await linkedUser(app);
    app.emulator.clearRequests();
  });

  const path = (accountId = user.accountId) => `/auth/accounts/${accountId}/withdraw`;
  const withdraw = (headers: Record<string, string> = {}) =>
    user.browser.submit(path(), {}, headers);
  const row = () => app.prisma.providerToken.findUnique({ where: { accountId: user.accountId } });
  const erased = () => vi.waitFor(async () => expect(await row()).toBeNull());

  it('shows what the app may do, and withdraws it with a form', async () => {
    const before = await user.browser.request('/');
    expect(before.body).toContain('What this app may do');
    expect(before.body).toContain('See and change all your repositories, also private ones');
    expect(before.body).toContain(`action="${path()}"`);

    const { status, location } = await withdraw();
    expect([status, location]).toEqual([303, '/']);
    const after = await user.browser.request('/');
    expect(after.body).toContain('Access at GitHub withdrawn. You can still sign in with it.');
    expect(after.body).toContain('Access at GitHub withdrawn</');
    expect(after.body).not.toContain(path());
    await erased();
    expect(app.emulator.countRequests('github', 'revoke')).toBe(1);
  });

  it.each([
    ['de-AT', 'Alle Ihre Repositorys ansehen und ändern, auch private'],
    ['ar', 'الاطلاع على جميع مستودعاتك وتغييرها، بما فيها الخاصة'],
    ['fr', 'See and change all your repositories, also private ones'],
  ])('describes the access in the language of a browser with %s', async (language, text) => {
    const headers = { 'accept-language': language };
    expect((await user.browser.request('/', { headers })).body).toContain(text);
  });

  it('requires a new consent for the APIs of the provider, at once', async () => {
    app.emulator.injectFault({ endpoint: 'revoke', kind: 'status', status: 503 });
    await withdraw();
    expect(errorOf(await call(user.browser, REPOSITORIES)).code).toBe('reconsent_required');
    await grantAccess(app, user.browser, REPOSITORIES, user.persona);
    expect((await call(user.browser, REPOSITORIES)).status).toBe(200);
    expect(await row()).toMatchObject({ revokeAt: null, attempts: 0 });
  });

  it('is not undone by an ordinary login before the access is revoked', async () => {
    app.emulator.injectFault({ endpoint: 'revoke', kind: 'status', status: 503 });
    await withdraw();
    const again = await app.signedIn('github', user.persona);
    expect(errorOf(await call(again, REPOSITORIES)).code).toBe('reconsent_required');
    expect((await row())?.revokeAt).not.toBeNull();
    expect((await again.request('/')).body).not.toContain(path());
  });

  it('does not exist for a user who has granted no access', async () => {
    const { browser } = user;
    await withdraw();
    const { id } = await app.prisma.account.findFirstOrThrow({
      where: { userId: user.userId, provider: 'google' },
    });
    await browser.submit(path(id));
    expect((await browser.request('/')).body).not.toContain('What this app may do');
    expect((await browser.submit(path(id))).status).toBe(404);
  });

  it('records the event in the audit trail', async () => {
    await withdraw();
    const [event] = await app.app.get(AuditTrail, { strict: false }).recent(user.userId, 1);
    expect(event).toMatchObject({
      type: 'provider_access_withdrawn',
      provider: 'github',
      detail: user.accountId,
    });
  });

  it('responds to a client without pages with 204, and to unknown ids with 404', async () => {
    const post = (url: string) =>
      user.browser.request(url, {
        method: 'POST',
        headers: { ...ACCEPT_JSON, origin: app.origin },
      });
    expect((await post(path('1'))).status).toBe(404);
    expect((await post(path())).status).toBe(204);
    expect((await post(path())).status).toBe(404);
  });

  it('S82 refuses another user, another site, and a login older than five minutes', async () => {
    const other = await linkedUser(app);
    expect((await other.browser.submit(path())).status).toBe(404);
    expect((await withdraw({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await app.browser().submit(path())).location).toContain('/login');
    await app.moveClock(301);
    expect((await withdraw()).location).toContain('/login');
    expect(await row()).toMatchObject({ revokeAt: null });
    expect(app.emulator.countRequests('github', 'revoke')).toBe(0);
  });
});
