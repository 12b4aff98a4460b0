import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import { RawClient } from './fuzz/raw-client.js';
import { browserWith, ACCEPT_JSON, refresh } from '../support/requests.js';

const TYPES = ['application/json', 'application/x-www-form-urlencoded', 'text/plain'] as const;

describe.each(ADAPTERS)('ambiguous requests on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  async function raw(method: string, target: string, headers: (readonly [string, string])[] = []) {
    const client = new RawClient(Number(new URL(app.address).port), 5000);
    const response = await client.send({ method, target, headers, body: '' });
    client.close();
    if (response.outcome !== 'response') {
      throw new Error(`${method} ${target}: ${response.outcome}`);
    }
    return response;
  }
  const activeSessions = () => app.prisma.session.count({ where: { revokedAt: null } });

  it.each(['x-http-method-override', 'x-http-method', 'x-method-override'])(
    'a method override in %s is ignored',
    async (header) => {
      const browser = await app.signedIn('google');
      const before = await activeSessions();
      const origin = { origin: app.origin };
      const responses = [
        await browser.request('/auth/logout', { headers: { [header]: 'POST', ...origin } }),
        await browser.request('/auth/logout?_method=POST'),
        await browser.submit('/auth/sessions', { _method: 'DELETE' }, { [header]: 'DELETE' }),
      ];
      expect(responses.map(({ status }) => status)).toEqual([404, 404, 404]);
      expect(await activeSessions()).toBe(before);
    },
  );

  it('HEAD, OPTIONS and TRACE change nothing and disclose nothing', async () => {
    const browser = await app.signedIn('google');
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
    const before = await activeSessions();
    for (const path of ['/auth/logout', '/auth/refresh', '/auth/sessions', '/auth/google']) {
      for (const method of ['HEAD', 'OPTIONS', 'TRACE']) {
        const { headers, body } = await raw(method, path, [['cookie', cookie]]);
        expect(headers.get('access-control-allow-origin')).toBeUndefined();
        expect(headers.get('set-cookie')).toBeUndefined();
        expect(body).not.toContain(browser.cookie('access'));
      }
    }
    expect(await activeSessions()).toBe(before);
    expect((await refresh(browser)).status).toBe(200);
  });

  it.each([
    '/API/ME',
    '/api/me/',
    '/api//me',
    '//api/me',
    '/api/./me',
    '/api/x/../me',
    '/api/me;x=y',
    '/api/me.json',
    '/api/me%2f',
    '/api%2fme',
    '/%61pi/me',
    '/api/me%00',
    '/api/me%20',
    '/api/me?',
    '/api/me#x',
    'http://e.example/api/me',
    'http://[/api/me',
    '\\api\\me',
    '*',
  ])('the guarded path written as %s returns 400, 401 or 404', async (target) => {
    const { status } = await raw('GET', target, [['accept', 'application/json']]);
    expect([400, 401, 404]).toContain(status);
  });

  it.each([
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'Google',
    'GOOGLE',
    'google.',
    'google%00',
    'google%20',
    'google%2f..',
    '%67oogle%0d%0a',
    'ｇoogle',
    'goog%E2%80%8Ble',
  ])('the provider %s does not exist', async (name) => {
    const path = `/auth/${name}`;
    const start = await app.browser().submit(path);
    const callback = await app.browser().request(`${path}/callback?code=x&state=a.b`);
    for (const { status, headers, location } of [start, callback]) {
      expect([400, 404]).toContain(status);
      expect(headers.getSetCookie()).toEqual([]);
      expect(location).toBe('');
    }
  });

  it('prototype keys in a body are ignored', async () => {
    const bodies = [
      '{"__proto__":{"everywhere":true}}',
      '{"constructor":{"prototype":{"everywhere":true}}}',
      '__proto__[everywhere]=true',
      'constructor[prototype][everywhere]=true',
      '__proto__.everywhere=true',
    ];
    const stays = await app.signedIn('google');
    for (const body of bodies) {
      for (const type of TYPES) {
        const leaving = await app.signedIn('google');
        const headers = { ...ACCEPT_JSON, origin: app.origin, 'content-type': type };
        const { status } = await leaving.request('/auth/logout', { method: 'POST', headers, body });
        expect([204, 303, 400]).toContain(status);
      }
    }
    expect(({} as Record<string, unknown>)['everywhere']).toBeUndefined();
    expect((await stays.request('/api/me')).status).toBe(200);
  });

  it('a body whose Content-Type does not match its content revokes no session', async () => {
    const browser = await app.signedIn('google');
    const before = await activeSessions();
    for (const type of [
      'text/plain',
      'text/html',
      'application/xml',
      'application/json; x=y',
      '',
    ]) {
      const headers = { ...ACCEPT_JSON, origin: 'https://e.example', 'content-type': type };
      const body = '{"everywhere":true}';
      const response = await browser.request('/auth/logout', { method: 'POST', headers, body });
      expect([400, 403, 415]).toContain(response.status);
    }
    expect(await activeSessions()).toBe(before);
  });

  it('malformed, foreign or numerous cookies do not prevent a login', async () => {
    const jars = [
      Array.from({ length: 9 }, (_, index) => [`login-a b${index}`, 'x']),
      Array.from({ length: 9 }, (_, index) => [`login-(${index}),"/:@[]{}`, 'x']),
      Array.from({ length: 9 }, (_, index) => [`login-\u00e4${index}`, 'x']),
      Array.from({ length: 9 }, (_, index) => [`login-${index}`, 'x'.repeat(1500)]),
      Array.from({ length: 500 }, (_, index) => [`login-${index}`, 'x']),
      Array.from({ length: 1000 }, (_, index) => [`c${index}`, 'x']),
    ];
    for (const jar of jars) {
      const browser = browserWith(app, Object.fromEntries(jar) as Record<string, string>);
      await app.signedIn('google', 'vera', browser);
      expect((await browser.request('/')).status).toBe(200);
    }
  });

  it('repeated Origin or Sec-Fetch-Site headers fail the origin check', async () => {
    const browser = await app.signedIn('google');
    const cookie = ['cookie', `refresh=${browser.cookie('refresh')}`] as const;
    const proofs: (readonly [string, string])[][] = [
      [
        ['origin', 'https://e.example'],
        ['origin', app.origin],
      ],
      [
        ['origin', app.origin],
        ['origin', 'https://e.example'],
        ['sec-fetch-site', 'cross-site'],
      ],
      [
        ['sec-fetch-site', 'cross-site'],
        ['sec-fetch-site', 'same-origin'],
      ],
      [
        ['sec-fetch-site', 'same-origin'],
        ['sec-fetch-site', 'cross-site'],
      ],
      [['sec-fetch-site', 'same-origin, cross-site']],
      [['origin', `${app.origin}, https://e.example`]],
    ];
    for (const proof of proofs) {
      expect((await raw('POST', '/auth/refresh', [cookie, ...proof])).status).toBe(403);
    }
    expect((await refresh(browser)).status).toBe(200);
  });
});
