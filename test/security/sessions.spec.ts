import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserAdministration } from '../../src/social-auth/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';
import { bearerStatus, browserWith, ACCEPT_JSON, refresh, send } from '../support/requests.js';

interface Me {
  id: string;
  sessionId: string;
}

describe.each(MAIN_ADAPTERS)('sessions on %s', (adapter) => {
  let app: TestApp;
  let other: TestApp;
  let administration: UserAdministration;
  let personas = 0;

  beforeAll(async () => {
    const variables = { CLIENT_REDIRECT_URIS: 'com.example.app:/callback' };
    app = await TestApp.start(adapter, variables);
    other = await app.another(adapter, variables);
    administration = app.app.get(UserAdministration, { strict: false });
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
  });

  const me = (browser: TestBrowser) => browser.json<Me>('/api/me');
  const refreshToken = (browser: TestBrowser) => browser.cookie('refresh') ?? '';
  const browserWithToken = (token: string, at = app) => browserWith(at, { refresh: token });

  /** Adds a persona. */
  function newPersona(): string {
    const id = `persona-${(personas += 1)}`;
    app.emulator.addPersona({ id });
    return id;
  }

  it('S21 a reused refresh token revokes the session and its access tokens, and the reason is stored', async () => {
    const browser = await app.signedIn('google');
    const { sessionId } = await me(browser);
    const first = refreshToken(browser);
    await refresh(browser);
    await refresh(browser);
    const access = browser.cookie('access');
    const thief = browserWithToken(first, other);
    expect(await refresh(thief)).toMatchObject({ status: 401 });
    expect(thief.cookie('refresh')).toBeUndefined();
    expect(await app.prisma.session.findUnique({ where: { id: sessionId } })).toMatchObject({
      revocationReason: 'reuse_detected',
    });
    expect(await bearerStatus(other, access)).toBe(401);
    await expect.poll(() => bearerStatus(app, access), { timeout: 1000, interval: 5 }).toBe(401);
    expect((await refresh(browser)).status).toBe(401);
  });

  it.each([11, 3600, 10 * 86_400])(
    'S41 a client that lost a response stays signed in when it presents the previous token %s s later',
    async (seconds) => {
      const browser = await app.signedIn('google');
      const first = refreshToken(browser);
      await refresh(browser);
      const lost = refreshToken(browser);
      await app.moveClock(seconds);
      other.skewClock(seconds);
      const client = browserWithToken(first, other);
      expect((await refresh(client)).status).toBe(200);
      expect(refreshToken(client)).not.toBe(lost);
      expect((await refresh(client)).status).toBe(200);
      // A copy of the lost token is a reused token.
      expect((await refresh(browserWithToken(lost))).status).toBe(401);
      expect((await refresh(client)).status).toBe(401);
      await app.moveClock(0);
      other.skewClock(0);
    },
  );

  it('S41 a client that loses ten responses in a row stays signed in', async () => {
    const token = refreshToken(await app.signedIn('google'));
    for (let lost = 0; lost < 10; lost++) {
      await app.moveClock(11 * lost);
      expect((await refresh(browserWithToken(token))).status).toBe(200);
    }
    await app.moveClock(0);
  });

  it('S22 twenty concurrent refreshes with one token on two instances return one successor', async () => {
    const token = refreshToken(await app.signedIn('google'));
    const browsers = Array.from({ length: 20 }, (_, index) =>
      browserWithToken(token, index % 2 === 0 ? app : other),
    );
    const responses = await Promise.all(browsers.map((browser) => refresh(browser)));
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    const successors = new Set(browsers.map(refreshToken));
    expect(successors.size).toBe(1);
    expect(successors.has(token)).toBe(false);
    expect((await refresh(browserWithToken([...successors][0] ?? ''))).status).toBe(200);
  });

  it('S23 a client that lost the response gets the same successor for ten seconds', async () => {
    const token = refreshToken(await app.signedIn('google'));
    const [first, second] = [browserWithToken(token), browserWithToken(token, other)];
    await refresh(first);
    other.skewClock(9);
    await refresh(second);
    other.skewClock(0);
    expect(refreshToken(second)).toBe(refreshToken(first));
  });

  it.each([
    '{"refreshToken":{"not":""}}',
    '{"refreshToken":["a"]}',
    '{"refreshToken":null}',
    '{"refreshToken":7}',
    '{"refreshToken":true}',
    '{"refreshToken":""}',
    '{"refreshToken":"x","refreshToken":{"not":""}}',
    '[]',
    '[{"refreshToken":"x"}]',
    '"text"',
    '{"refreshToken":',
  ])('S24 a refresh with the body %s is rejected', async (body) => {
    const response = await send(app, '/auth/refresh', body);
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body)).toMatchObject({ statusCode: 400, code: 'invalid_request' });
  });

  it('S28 a session of another user cannot be revoked or distinguished from an unknown one', async () => {
    const mine = await app.signedIn('google', newPersona());
    const theirs = await app.signedIn('google', newPersona());
    const { sessionId } = await me(theirs);
    const ids = [sessionId, '00000000-0000-4000-8000-000000000000', 'x', "1'--", '%00', '*'];
    const responses: string[] = [];
    for (const id of ids) {
      for (const [method, path] of [
        ['DELETE', `/auth/sessions/${id}`],
        ['POST', `/auth/sessions/${id}/end`],
      ] as const) {
        const headers = { ...ACCEPT_JSON, origin: app.origin };
        const { status, body } = await mine.request(path, { method, headers });
        expect([method, id, status]).toEqual([method, id, 404]);
        expect(JSON.parse(body)).toMatchObject({ code: 'session_not_found' });
        responses.push(body.replace(/"supportCode":"[^"]+"/, ''));
      }
    }
    expect(new Set(responses).size).toBe(1);
    expect((await theirs.request('/')).status).toBe(200);
  });

  it('tokens of a revoked session cannot revoke other sessions', async () => {
    const persona = newPersona();
    const first = await app.signedIn('google', persona);
    const stolen = { access: first.cookie('access'), refresh: first.cookie('refresh') };
    await first.submit('/auth/logout');
    const second = await app.signedIn('google', persona);
    await browserWith(app, { refresh: stolen.refresh }).submit('/auth/logout', {
      everywhere: 'true',
    });
    const authorization = `Bearer ${stolen.access}`;
    await send(app, '/auth/logout', '{"everywhere":true}', { authorization });
    expect(await bearerStatus(app, second.cookie('access'))).toBe(200);
    expect((await refresh(second)).status).toBe(200);
  });

  it('a user who is enabled again must log in again, because revoked tokens stay revoked', async () => {
    const persona = newPersona();
    const browser = await app.signedIn('google', persona);
    const [access, token] = [browser.cookie('access'), refreshToken(browser)];
    const { id } = await me(browser);
    await administration.disable(id);
    await administration.enable(id);
    expect(await bearerStatus(app, access)).toBe(401);
    expect((await refresh(browserWithToken(token))).status).toBe(401);
    expect((await (await app.signedIn('google', persona)).request('/')).status).toBe(200);
  });

  it('a user who was disabled in the database gets no new token', async () => {
    const persona = newPersona();
    const browser = await app.signedIn('google', persona);
    const { id } = await me(browser);
    await app.prisma.user.update({ where: { id }, data: { disabledAt: new Date() } });
    expect((await refresh(browserWithToken(refreshToken(browser)))).status).toBe(401);
    const crossSite = { 'sec-fetch-site': 'cross-site' };
    const page = await browserWithToken(refreshToken(browser)).request('/', { headers: crossSite });
    expect(page).toMatchObject({ status: 303, location: '/login' });
  });

  it('a session is revoked when the row of its user is deleted', async () => {
    const browser = await app.signedIn('google', newPersona());
    const { id } = await me(browser);
    await app.prisma.user.delete({ where: { id } });
    expect(await bearerStatus(app, browser.cookie('access'))).toBe(401);
    expect((await refresh(browser)).status).toBe(401);
  });

  it('instances whose clocks differ by a minute agree on reused tokens and lost responses', async () => {
    const browser = await app.signedIn('google');
    const first = refreshToken(browser);
    other.skewClock(60);
    const ahead = browserWithToken(first, other);
    expect((await refresh(ahead)).status).toBe(200);
    const behind = browserWithToken(first);
    expect((await refresh(behind)).status).toBe(200);
    expect(refreshToken(behind)).toBe(refreshToken(ahead));
    expect((await refresh(behind)).status).toBe(200);
    other.skewClock(0);
    expect((await refresh(browserWithToken(first, other))).status).toBe(401);
    expect((await refresh(behind)).status).toBe(401);
  });
});
