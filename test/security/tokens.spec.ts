import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access-token/principal.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';
import { TokenForger, acceptedTokens } from '../tokens/forged-tokens.js';
import { Instance, kidOf, createUser } from '../tokens/instance.js';
import {
  getMe,
  bearerStatus,
  browserWith,
  ACCEPT_JSON,
  refresh,
  send,
} from '../support/requests.js';

const MINUTE = 60;

describe.each(MAIN_ADAPTERS)('tokens on %s', (adapter) => {
  let app: TestApp;
  let instance: Instance;
  let browser: TestBrowser;
  let access: string;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    instance = Instance.of(app);
    browser = await app.signedIn('google');
    access = browser.cookie('access') ?? '';
  });
  afterAll(() => app.stop());

  /**
   * Sends a token as a Bearer token and as a cookie.
   *
   * @returns 401 if both are rejected, or else another status
   */
  async function statusOf(token: string): Promise<number> {
    const cookie = `access=${encodeURIComponent(token)}`;
    const responses = await Promise.all([
      getMe(app, { authorization: `Bearer ${token}` }),
      getMe(app, { cookie }),
    ]);
    const [accepted] = responses.filter(({ status }) => status !== 401);
    return accepted?.status ?? 401;
  }

  it('S13 login transactions and refresh tokens are rejected as access tokens', async () => {
    const starting = app.browser();
    await starting.begin('google');
    const [transaction = ''] = starting.transactions();
    const tokens = {
      refresh: browser.cookie('refresh'),
      transaction: starting.cookie(transaction),
    };
    expect(await bearerStatus(app, access)).toBe(200);
    expect(await acceptedTokens(tokens as Record<string, string>, statusOf)).toEqual([]);
  });

  it('S13 access tokens and malformed tokens are rejected as refresh tokens', async () => {
    const others = ['', 'x', '..', 'null.null.null', access, 'x'.repeat(3000), `${access}.x`];
    for (const token of others) {
      expect((await refresh(browserWith(app, { refresh: token }))).status).toBe(401);
      expect((await browserWith(app, { refresh: token }).request('/')).location).toBe('/login');
    }
    expect(
      (await send(app, '/auth/refresh', JSON.stringify({ refreshToken: access }))).status,
    ).toBe(401);
  });

  it('S13 access and refresh tokens are rejected as login transactions', async () => {
    const starting = app.browser();
    const callback = await app.emulator.approve(await starting.begin('google'), 'vera');
    const [transaction = ''] = starting.transactions();
    for (const token of [access, browser.cookie('refresh')]) {
      expect((await browserWith(app, { [transaction]: token }).request(callback)).status).toBe(400);
    }
  });

  it('S19 tokens with an invalid header or signature are rejected without an outbound request', async () => {
    const { publicKey } = instance.keys.signingKey();
    const tokens = new TokenForger(access).withInvalidSignature(publicKey, app.emulator.origin);
    app.emulator.clearRequests();
    expect(await acceptedTokens(tokens, statusOf)).toEqual([]);
    expect(app.emulator.requests).toEqual([]);
  });

  it('S19 tokens with invalid claims are rejected even with a valid signature', async () => {
    const forger = new TokenForger(access);
    const { privateKey } = instance.keys.signingKey();
    expect(await acceptedTokens(forger.withInvalidClaims(privateKey), statusOf)).toEqual([]);
    expect(await bearerStatus(app, forger.sign(privateKey, {}))).toBe(200);
  });

  it('S19 an expired token is rejected', async () => {
    await app.moveClock(290);
    expect(await bearerStatus(app, access)).toBe(200);
    await app.moveClock(301);
    expect(await bearerStatus(app, access)).toBe(401);
    await app.moveClock(0);
  });

  it('S20 a header of 20 KB is rejected', async () => {
    const long = 'x'.repeat(20_000);
    const requests: Record<string, string>[] = [
      { authorization: `Bearer ${long}` },
      { cookie: `access=${long}` },
      { cookie: `login-x=${long}` },
    ];
    for (const headers of requests) {
      expect([401, 431]).toContain((await getMe(app, headers)).status);
    }
    expect((await app.browser().request('/health')).status).toBe(200);
  });

  it.each(['/auth/google', '/auth/refresh', '/auth/token', '/auth/logout', '/auth/sessions/x/end'])(
    'S20 a body of 5 MB is rejected at %s',
    async (path) => {
      const response = await send(
        app,
        path,
        JSON.stringify({ refreshToken: 'x'.repeat(5_000_000) }),
      );
      expect(response.status).toBe(413);
      expect(JSON.parse(response.body)).toMatchObject({ code: 'payload_too_large' });
      expect((await app.browser().request('/health')).status).toBe(200);
    },
  );

  it('S39 a missing token returns 401 and a challenge without an error', async () => {
    const { status, headers, body } = await getMe(app);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(JSON.parse(body)).toEqual({
      statusCode: 401,
      error: 'Unauthorized',
      message: expect.any(String),
      code: 'unauthenticated',
      supportCode: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
    });
  });

  it('S39 an invalid token returns 401 and a challenge with the error invalid_token', async () => {
    for (const headers of [{ authorization: 'Bearer x.y.z' }, { cookie: 'access=x.y.z' }]) {
      const response = await getMe(app, headers);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
      expect(JSON.parse(response.body)).toMatchObject({ code: 'invalid_token' });
    }
  });

  it('an invalid or ambiguous Bearer header is rejected, even with a valid cookie', async () => {
    const cookie = `access=${access}`;
    const rejected = [
      'Bearer x',
      'Bearer',
      'bearer',
      'Bearer x y',
      `Bearer ${access} x`,
      `Bearer x ${access}`,
      `Bearer ${access}, Bearer ${access}`,
      `Bearer "${access}"`,
      `Bearer ${access}\u00a0x`,
    ];
    for (const authorization of rejected) {
      const { status } = await getMe(app, { authorization, cookie });
      expect([authorization.replaceAll(access, '…'), status]).toEqual([
        authorization.replaceAll(access, '…'),
        401,
      ]);
    }
    // Basic credentials belong to a proxy in front of the app and are ignored.
    const basic = { authorization: 'Basic dXNlcjpwYXNz' };
    expect((await getMe(app, { ...basic, cookie })).status).toBe(200);
    expect((await getMe(app, basic)).status).toBe(401);
  });

  it('a Bearer token takes precedence over the cookies of another user', async () => {
    const other = await app.signedIn('google', 'una');
    const cookie = [...other.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await getMe(app, { authorization: `Bearer ${access}`, cookie });
    expect(JSON.parse(response.body)).toMatchObject({ email: 'vera@example.com' });
    const invalid = await app.browser().request('/', {
      headers: { ...ACCEPT_JSON, authorization: 'Bearer x', cookie },
    });
    expect(invalid.status).toBe(401);
    expect(invalid.headers.getSetCookie()).toEqual([]);
  });

  it('only the first of two cookies with the same name is used', async () => {
    expect((await getMe(app, { cookie: `access=x; access=${access}` })).status).toBe(401);
    const twice = browserWith(app, { refresh: `x; refresh=${browser.cookie('refresh')}` });
    expect((await refresh(twice)).status).toBe(401);
    expect((await refresh(browser)).status).toBe(200);
  });
});

describe.each(MAIN_ADAPTERS)('signing keys on %s', (adapter) => {
  let app: TestApp;
  let instance: Instance;
  let principal: Principal;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    instance = Instance.of(app);
    principal = await createUser(app);
  });
  afterAll(() => app.stop());

  it('S40 former tokens are valid until they expire, and the JWKS contains both keys until then', async () => {
    const [old = ''] = await instance.publishedKids();
    const before = instance.issue(principal);
    const { kid: next } = await instance.keys.rotate();
    expect(await instance.publishedKids()).toEqual([next, old]);
    expect(kidOf(instance.issue(principal))).toBe(old);

    await instance.moveClock(10 * MINUTE - 1);
    const last = instance.issue(principal);
    expect(kidOf(last)).toBe(old);
    await instance.moveClock(10 * MINUTE + 1);
    const first = instance.issue(principal);
    expect(kidOf(first)).toBe(next);
    const responses = [last, first, before].map((token) => instance.statusOf(token));
    expect(await Promise.all(responses)).toEqual([200, 200, 401]);
    expect(await instance.publishedKids()).toEqual([next, old]);

    await instance.moveClock(16 * MINUTE);
    expect(await instance.publishedKids()).toEqual([next]);
    expect(await instance.statusOf(last)).toBe(401);
    await instance.keys.reload();
    expect(await app.prisma.signingKey.count()).toBe(1);
  });
});
