import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserAdministration } from '../../src/social-auth/index.js';
import { clientRequest, NATIVE, newVerifier } from '../support/native-client.js';
import { cloneBrowser, refresh } from '../support/requests.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

const REUSED = 'your sign-in was used in two places';

describe.each(MAIN_ADAPTERS)('a failure is explained to the user on %s', (adapter) => {
  let app: TestApp;
  let administration: UserAdministration;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { CLIENT_REDIRECT_URIS: NATIVE });
    administration = app.app.get(UserAdministration, { strict: false });
    await app.prisma.$executeRawUnsafe(`
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
        $$BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '57P03'; END$$`);
  });
  afterAll(() => app.stop());

  let personas = 0;

  /** Returns a user who has never signed in. */
  function newPersona(): string {
    const id = `persona-${++personas}`;
    app.emulator.addPersona({ id });
    return id;
  }

  const userIdOf = async (browser: TestBrowser) =>
    (await browser.json<{ id: string }>('/api/me')).id;

  /** Makes the database unavailable for writes to a table. */
  async function withoutWrites(table: string, work: () => Promise<void>): Promise<void> {
    const trigger = `BEFORE INSERT ON "${table}" FOR EACH ROW EXECUTE FUNCTION fail()`;
    await app.prisma.$executeRawUnsafe(`CREATE TRIGGER fail ${trigger}`);
    try {
      await work();
    } finally {
      await app.prisma.$executeRawUnsafe(`DROP TRIGGER fail ON "${table}"`);
    }
  }

  /** Returns two browsers with the same session, which a stolen refresh token has ended. */
  async function afterTheft(): Promise<{ victim: TestBrowser; thief: TestBrowser }> {
    const victim = await app.signedIn('google');
    const thief = cloneBrowser(app, victim);
    expect((await refresh(victim)).status).toBe(200);
    expect((await refresh(victim)).status).toBe(200);
    await app.moveClock(20);
    for (const browser of [victim, thief]) browser.cookies.delete('access');
    return { victim, thief };
  }

  /** Expects a notice on the page that the browser is redirected to, once. */
  async function expectNotice(browser: TestBrowser, path: string, notice: string): Promise<void> {
    const { status, location } = await browser.request(path);
    expect([status, location]).toEqual([303, expect.stringMatching(/^\/login/)]);
    expect((await browser.request(location)).body).toContain(notice);
    expect((await browser.request(location)).body).not.toContain(notice);
    expect(browser.cookie('refresh')).toBeUndefined();
  }

  it('when a stolen refresh token has ended the session, in both browsers', async () => {
    const { victim, thief } = await afterTheft();
    await expectNotice(thief, '/', REUSED);
    await expectNotice(victim, '/?tab=1', REUSED);
    await app.moveClock(0);
  });

  it('when they open the login page itself, or a page with JwtAuthGuard', async () => {
    const { victim, thief } = await afterTheft();
    expect((await thief.request('/login')).body).toContain(REUSED);
    expect((await thief.request('/login')).body).not.toContain(REUSED);
    const { location } = await victim.request('/api/me');
    expect((await victim.request(location)).body).toContain(REUSED);
    await app.moveClock(0);
  });

  it('when a script of the page refreshes, or a link on another site leads here', async () => {
    const { victim, thief } = await afterTheft();
    expect((await refresh(thief)).status).toBe(401);
    expect((await thief.request('/login')).body).toContain(REUSED);
    const { location } = await victim.request('/', { headers: { 'sec-fetch-site': 'cross-site' } });
    expect((await victim.request(location)).body).toContain(REUSED);
    await app.moveClock(0);
  });

  it.each<[string, string, (browser: TestBrowser, persona: string) => Promise<unknown>]>([
    [
      'was signed out from another device',
      'You were signed out from another device.',
      async (_, persona) =>
        (await app.signedIn('google', persona)).submit('/auth/sessions/end-others'),
    ],
    [
      'was signed out everywhere from another device',
      'You were signed out from another device.',
      async (_, persona) =>
        (await app.signedIn('google', persona)).submit('/auth/logout', { everywhere: 'true' }),
    ],
    [
      'was signed out by an administrator',
      'An administrator signed you out.',
      async (browser) => administration.endAllSessions(await userIdOf(browser)),
    ],
    [
      'was disabled',
      'You were signed out, because your account is disabled.',
      async (browser) => administration.disable(await userIdOf(browser)),
    ],
    [
      'was deleted',
      'Your session has ended.',
      async (browser) => administration.delete(await userIdOf(browser)),
    ],
    [
      'has a session that has expired',
      'Your session has expired.',
      async (browser) =>
        app.prisma.session.updateMany({
          where: { userId: await userIdOf(browser) },
          data: { expiresAt: new Date(0) },
        }),
    ],
    [
      'has a session that was revoked without a reason',
      'Your session has ended.',
      async (browser) =>
        app.prisma.session.updateMany({
          where: { userId: await userIdOf(browser) },
          data: { revokedAt: new Date() },
        }),
    ],
  ])('when the user %s, once', async (_, notice, end) => {
    const persona = newPersona();
    const browser = await app.signedIn('google', persona);
    const otherUser = app.browser();
    await end(browser, persona);
    browser.cookies.delete('access');
    await expectNotice(browser, '/', notice);
    expect((await otherUser.request('/login')).body).not.toContain('role="status"');
  });

  it.each(['User', 'Account', 'Session'])(
    'when the table %s cannot be written at the callback, and can complete the login by reloading the page',
    async (table) => {
      const browser = app.browser();
      const url = await browser.begin('google', '/?x');
      const callback = await app.emulator.approve(url, newPersona());
      await withoutWrites(table, async () => {
        for (let count = 0; count < 2; count++) {
          const { status, body, headers } = await browser.request(callback);
          expect(status).toBe(503);
          expect(headers.get('retry-after')).toBe('5');
          expect(body).toContain('please try again in a moment');
          expect(body).toContain('Try again with Google');
        }
      });
      expect(await browser.request(callback)).toMatchObject({ status: 303, location: '/?x' });
      expect((await browser.request('/')).status).toBe(200);
      expect(browser.transactions()).toEqual([]);
    },
  );

  it('when the provider failed, and can complete the login by reloading the page', async () => {
    const browser = app.browser();
    const callback = await app.emulator.approve(await browser.begin('google', '/?x'), 'vera');
    app.emulator.injectFault({ endpoint: 'token', kind: 'status', status: 503, times: 1 });
    const { status, body } = await browser.request(callback);
    expect([status, body]).toEqual([502, expect.stringContaining('Try again with Google')]);
    expect(await browser.request(callback)).toMatchObject({ status: 303, location: '/?x' });
  });

  it('when the database fails while an account is linked, and can complete the link', async () => {
    const persona = newPersona();
    const browser = await app.signedIn('google', persona);
    const { location } = await browser.submit('/auth/github/link');
    const callback = await app.emulator.approve(location, persona);
    await withoutWrites('Account', async () => {
      expect((await browser.request(callback)).status).toBe(503);
    });
    expect(await browser.request(callback)).toMatchObject({ status: 303, location: '/' });
    expect((await browser.request('/')).body).toContain('GitHub connected.');
  });

  it('by the error temporarily_unavailable when a client has started the login', async () => {
    const browser = app.browser();
    const started = await browser.submit('/auth/google', clientRequest(newVerifier()));
    const callback = await app.emulator.approve(started.location, newPersona());
    await withoutWrites('Account', async () => {
      const { location } = await browser.request(callback);
      expect(new URL(location).searchParams.get('error')).toBe('temporarily_unavailable');
    });
    expect(browser.transactions()).toEqual([]);
  });
});
