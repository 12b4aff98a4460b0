import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import { TestBrowser } from '../support/test-browser.js';

const PUBLIC_URL = 'https://app.example';

describe.each(ADAPTERS)('the cookies of an https site on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { PUBLIC_URL });
    for (const provider of ['google', 'github'] as const) {
      app.standIn.registerRedirectUri(provider, `${PUBLIC_URL}/auth/${provider}/callback`);
    }
  });
  afterAll(() => app.stop());

  it('are bound to this host, to https and to our own pages, and stay under 4,096 bytes', async () => {
    app.standIn.addPersona({ id: 'maximal', name: '名'.repeat(5000) });
    const browser = new TestBrowser(app.address, PUBLIC_URL);
    await app.signedIn('google', 'maximal', browser);
    await browser.request('/auth/refresh', { method: 'POST', headers: { origin: PUBLIC_URL } });
    expect((await browser.request('/')).status).toBe(200);
    await browser.begin('github', `/${'a'.repeat(2000)}`);
    await browser.submit('/auth/logout');
    expect(browser.setCookies.length).toBeGreaterThan(8);
    for (const header of browser.setCookies) {
      const [pair = '', ...attributes] = header.split('; ');
      expect(pair).toMatch(/^__Host-(access|refresh|login-[a-z0-9]+|last-provider|notice)=/);
      expect(attributes).toEqual(
        expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']),
      );
      expect(header).not.toMatch(/domain/i);
      expect(header.length).toBeLessThan(4096);
    }
  });

  it('without the prefix, which a neighbour on the same domain could plant, are not read', async () => {
    const browser = new TestBrowser(app.address, PUBLIC_URL);
    await app.signedIn('google', 'vera', browser);
    const planted = new TestBrowser(app.address, PUBLIC_URL);
    planted.cookies.set('access', browser.cookie('__Host-access') ?? '');
    planted.cookies.set('refresh', browser.cookie('__Host-refresh') ?? '');
    expect(await planted.request('/')).toMatchObject({ status: 303, location: '/login' });
  });
});

describe.each(ADAPTERS)('a session cookie on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  it('that was there before the login is not adopted by it', async () => {
    const attacker = await app.signedIn('google', 'una');
    const { sessionId } = await attacker.json<{ sessionId: string }>('/api/me');
    const victim = app.browser();
    for (const [name, value] of attacker.cookies) victim.cookies.set(name, value);
    await app.signedIn('google', 'vera', victim);
    const me = await victim.json<{ sessionId: string; email: string }>('/api/me');
    expect(me.email).toBe('vera@example.com');
    expect(me.sessionId).not.toBe(sessionId);
    expect((await attacker.request('/')).location).toBe('/login');
  });

  it('survives a new app secret, as long as the old one is listed after it', async () => {
    const browser = await app.signedIn('google');
    const { variables } = app;
    const secret = 'N3w-S3cr3t-0f-th3-App-Rq7Zt2Lm9Xc4Vb8Kj1Hd5Gf6';
    const rotated = await app.another(adapter, {
      APP_SECRET: `${secret},${variables['APP_SECRET']}`,
    });
    const there = rotated.browser();
    for (const [name, value] of browser.cookies) there.cookies.set(name, value);
    there.cookies.delete('access');
    expect((await there.request('/')).status).toBe(200);
    await rotated.stop();
  });

  it('is worth nothing in a dump of the database, and neither is anything else in it', async () => {
    const browser = await app.signedIn('google');
    await browser.request('/auth/refresh', { method: 'POST', headers: { origin: app.origin } });
    const { prisma } = app;
    const rows = await Promise.all([
      prisma.user.findMany(),
      prisma.account.findMany(),
      prisma.session.findMany(),
      prisma.signingKey.findMany(),
    ]);
    const dump = JSON.stringify(rows);
    expect(dump.length).toBeGreaterThan(500);
    expect(dump).not.toMatch(/PRIVATE KEY|"d":/);
    expect(dump).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
    for (const name of ['access', 'refresh']) {
      const [, payload = '?', signature = '?'] = (browser.cookie(name) ?? '').split('.');
      expect(dump).not.toContain(payload);
      expect(dump).not.toContain(signature);
    }
  });
});

describe.each(ADAPTERS)('what is too large, on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  it('is refused before it costs anything', async () => {
    const token = await app.browser().request('/api/me', {
      headers: { authorization: `Bearer ${'x'.repeat(20_000)}`, accept: 'application/json' },
    });
    expect([401, 431]).toContain(token.status);
    for (const path of ['/auth/google', '/auth/refresh', '/auth/token', '/auth/logout']) {
      const answer = await app.browser().request(path, {
        method: 'POST',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          origin: app.origin,
        },
        body: JSON.stringify({ refreshToken: 'x'.repeat(5_000_000) }),
      });
      expect([path, answer.status]).toEqual([path, 413]);
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'payload_too_large' });
    }
    expect((await app.browser().request('/health')).status).toBe(200);
  });

  it('and what cannot be read is refused in the same manner as everything else', async () => {
    const answer = await app.browser().request('/auth/token', {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: '{"code":',
    });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: expect.any(String),
      code: 'invalid_request',
      supportCode: expect.any(String),
    });
  });
});
