import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserAdministration } from '../../src/social-auth/index.js';
import { clientCode, newVerifier, redeem } from '../support/native-client.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';
import { bearerStatus, browserWith, ACCEPT_JSON, refresh, send } from '../support/requests.js';

interface Me {
  id: string;
  sessionId: string;
}

describe.each(ADAPTERS)('sessions on %s', (adapter) => {
  let app: TestApp;
  let other: TestApp;
  let administration: UserAdministration;
  let people = 0;

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
  const holder = (token: string, at = app) => browserWith(at, { refresh: token });

  /** Somebody whom no other test knows. */
  function somebodyNew(): string {
    const id = `person-${(people += 1)}`;
    app.emulator.addPersona({ id });
    return id;
  }

  /** Ends a session by some means: its tokens have to be dead here at once, elsewhere within a second. */
  async function expectDeath(browser: TestBrowser, end: () => Promise<unknown>): Promise<void> {
    const access = browser.cookie('access');
    const token = refreshToken(browser);
    expect(await bearerStatus(other, access)).toBe(200);
    await end();
    expect(await bearerStatus(app, access)).toBe(401);
    await expect.poll(() => bearerStatus(other, access), { timeout: 1000, interval: 5 }).toBe(401);
    for (const instance of [app, other]) {
      expect((await refresh(holder(token, instance))).status).toBe(401);
      expect((await holder(token, instance).request('/')).location).toBe('/login');
    }
  }

  it('S21 a refresh token from before the last one ends the session, says why, and kills its access tokens', async () => {
    const browser = await app.signedIn('google');
    const { sessionId } = await me(browser);
    const first = refreshToken(browser);
    await refresh(browser);
    await refresh(browser);
    const access = browser.cookie('access');
    const thief = holder(first, other);
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
    'S41 a client whose response was lost stays signed in when it presents the old token %s s later',
    async (seconds) => {
      const browser = await app.signedIn('google');
      const first = refreshToken(browser);
      await refresh(browser);
      const lost = refreshToken(browser);
      await app.moveClock(seconds);
      other.skewClock(seconds);
      const client = holder(first, other);
      expect((await refresh(client)).status).toBe(200);
      expect(refreshToken(client)).not.toBe(lost);
      expect((await refresh(client)).status).toBe(200);
      // A copy of the token that was lost on the way is reuse.
      expect((await refresh(holder(lost))).status).toBe(401);
      expect((await refresh(client)).status).toBe(401);
      await app.moveClock(0);
      other.skewClock(0);
    },
  );

  it('S41 ten responses lost in a row sign nobody out', async () => {
    const token = refreshToken(await app.signedIn('google'));
    for (let lost = 0; lost < 10; lost++) {
      await app.moveClock(11 * lost);
      expect((await refresh(holder(token))).status).toBe(200);
    }
    await app.moveClock(0);
  });

  it('S22 twenty parallel refreshes of one token, on two instances, are answered with one successor', async () => {
    const token = refreshToken(await app.signedIn('google'));
    const browsers = Array.from({ length: 20 }, (_, index) =>
      holder(token, index % 2 === 0 ? app : other),
    );
    const answers = await Promise.all(browsers.map((browser) => refresh(browser)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    const successors = new Set(browsers.map(refreshToken));
    expect(successors.size).toBe(1);
    expect(successors.has(token)).toBe(false);
    expect((await refresh(holder([...successors][0] ?? ''))).status).toBe(200);
  });

  it('S23 whoever lost the answer gets the same successor for ten seconds', async () => {
    const token = refreshToken(await app.signedIn('google'));
    const [first, second] = [holder(token), holder(token, other)];
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
  ])('S24 a refresh with the body %s is refused', async (body) => {
    const answer = await send(app, '/auth/refresh', body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ statusCode: 400, code: 'invalid_request' });
  });

  it('S25 logout kills the tokens of the session on every instance', async () => {
    const browser = await app.signedIn('google');
    await expectDeath(browser, () => browser.submit('/auth/logout'));
  });

  it('S25 ending a session from another device kills its tokens on every instance', async () => {
    const [phone, laptop] = [await app.signedIn('google'), await app.signedIn('google')];
    const { sessionId } = await me(phone);
    await expectDeath(phone, () =>
      laptop.request(`/auth/sessions/${sessionId}`, {
        method: 'DELETE',
        headers: { origin: app.origin },
      }),
    );
    expect((await laptop.request('/')).status).toBe(200);
  });

  it('S25 "sign out everywhere" kills the tokens of all sessions on every instance', async () => {
    const [phone, laptop] = [await app.signedIn('google'), await app.signedIn('google')];
    const verifier = newVerifier();
    const code = await clientCode(app, verifier);
    await expectDeath(phone, () => laptop.submit('/auth/logout', { everywhere: 'true' }));
    expect(await bearerStatus(app, laptop.cookie('access'))).toBe(401);
    expect((await redeem(app, code, verifier)).status).toBe(400);
    expect((await laptop.request('/login')).body).toContain('signed out everywhere');
  });

  it('S25 disabling a user kills the tokens of all sessions on every instance, and the codes that wait', async () => {
    const person = somebodyNew();
    const browser = await app.signedIn('google', person);
    const verifier = newVerifier();
    const code = await clientCode(app, verifier, person);
    const { id } = await me(browser);
    await expectDeath(browser, () => administration.disable(id));
    expect((await redeem(app, code, verifier)).status).toBe(400);
    await expect(app.signedIn('google', person)).rejects.toThrow(/403/);
  });

  it("S28 somebody else's session cannot be ended, nor told from none", async () => {
    const mine = await app.signedIn('google', somebodyNew());
    const theirs = await app.signedIn('google', somebodyNew());
    const { sessionId } = await me(theirs);
    const ids = [sessionId, '00000000-0000-4000-8000-000000000000', 'x', "1'--", '%00', '*'];
    const answers: string[] = [];
    for (const id of ids) {
      for (const [method, path] of [
        ['DELETE', `/auth/sessions/${id}`],
        ['POST', `/auth/sessions/${id}/end`],
      ] as const) {
        const headers = { ...ACCEPT_JSON, origin: app.origin };
        const { status, body } = await mine.request(path, { method, headers });
        expect([method, id, status]).toEqual([method, id, 404]);
        expect(JSON.parse(body)).toMatchObject({ code: 'session_not_found' });
        answers.push(body.replace(/"supportCode":"[^"]+"/, ''));
      }
    }
    expect(new Set(answers).size).toBe(1);
    expect((await theirs.request('/')).status).toBe(200);
  });

  it('tokens of a session that is over have no say over the others', async () => {
    const person = somebodyNew();
    const first = await app.signedIn('google', person);
    const stolen = { access: first.cookie('access'), refresh: first.cookie('refresh') };
    await first.submit('/auth/logout');
    const second = await app.signedIn('google', person);
    await browserWith(app, { refresh: stolen.refresh }).submit('/auth/logout', {
      everywhere: 'true',
    });
    const authorization = `Bearer ${stolen.access}`;
    await send(app, '/auth/logout', '{"everywhere":true}', { authorization });
    expect(await bearerStatus(app, second.cookie('access'))).toBe(200);
    expect((await refresh(second)).status).toBe(200);
  });

  it('a user who is enabled again has to log in again: what was dead stays dead', async () => {
    const person = somebodyNew();
    const browser = await app.signedIn('google', person);
    const [access, token] = [browser.cookie('access'), refreshToken(browser)];
    const { id } = await me(browser);
    await administration.disable(id);
    await administration.enable(id);
    expect(await bearerStatus(app, access)).toBe(401);
    expect((await refresh(holder(token))).status).toBe(401);
    expect((await (await app.signedIn('google', person)).request('/')).status).toBe(200);
  });

  it('a user who was disabled behind our back gets no new token', async () => {
    const person = somebodyNew();
    const browser = await app.signedIn('google', person);
    const { id } = await me(browser);
    await app.prisma.user.update({ where: { id }, data: { disabledAt: new Date() } });
    expect((await refresh(holder(refreshToken(browser)))).status).toBe(401);
    const fromElsewhere = { 'sec-fetch-site': 'cross-site' };
    const page = await holder(refreshToken(browser)).request('/', { headers: fromElsewhere });
    expect(page).toMatchObject({ status: 303, location: '/login' });
  });

  it('a session ends with its user, even when somebody deletes the row', async () => {
    const browser = await app.signedIn('google', somebodyNew());
    const { id } = await me(browser);
    await app.prisma.user.delete({ where: { id } });
    expect(await bearerStatus(app, browser.cookie('access'))).toBe(401);
    expect((await refresh(browser)).status).toBe(401);
  });

  it('instances whose clocks are a minute apart still agree on what is reuse and what is a lost answer', async () => {
    const browser = await app.signedIn('google');
    const first = refreshToken(browser);
    other.skewClock(60);
    const ahead = holder(first, other);
    expect((await refresh(ahead)).status).toBe(200);
    const behind = holder(first);
    expect((await refresh(behind)).status).toBe(200);
    expect(refreshToken(behind)).toBe(refreshToken(ahead));
    expect((await refresh(behind)).status).toBe(200);
    other.skewClock(0);
    expect((await refresh(holder(first, other))).status).toBe(401);
    expect((await refresh(behind)).status).toBe(401);
  });
});
