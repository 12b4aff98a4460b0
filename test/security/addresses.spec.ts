import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { EVIL_RETURN_PATHS } from './payloads/return-paths.js';
import { RawClient } from './fuzz/raw-client.js';

/** Headers that claim another host, scheme or path. */
const FORGED_HEADERS: readonly (readonly [string, string])[] = [
  ['host', 'e.example'],
  ['host', 'e.example:443'],
  ['host', 'localhost.e.example'],
  ['x-forwarded-host', 'e.example'],
  ['x-forwarded-proto', 'https'],
  ['x-forwarded-port', '1'],
  ['x-forwarded-prefix', '//e.example'],
  ['x-forwarded-server', 'e.example'],
  ['x-original-host', 'e.example'],
  ['x-host', 'e.example'],
  ['x-original-url', '//e.example/'],
  ['x-rewrite-url', '//e.example/'],
  ['forwarded', 'host=e.example;proto=https'],
  ['referer', 'https://e.example/'],
];

describe.each(MAIN_ADAPTERS)('URLs of the app on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  /** Sends a request on a socket, because fetch sets the Host header and normalizes the path. */
  async function raw(method: string, target: string, headers: (readonly [string, string])[]) {
    const client = new RawClient(Number(new URL(app.address).port), 5000);
    const response = await client.send({ method, target, headers, body: '' });
    client.close();
    if (response.outcome !== 'response') throw new Error(response.outcome);
    return { ...response, location: response.headers.get('location')?.[0] ?? '' };
  }

  /** Completes a login that was started with the given form. Returns the response of the callback. */
  async function loginWith(fields: string, contentType = 'application/x-www-form-urlencoded') {
    const browser = app.browser();
    const started = await browser.request('/auth/google', {
      method: 'POST',
      headers: { origin: app.origin, 'content-type': contentType },
      body: fields,
    });
    expect(started.status).toBe(303);
    return browser.request(await app.emulator.approve(started.location, 'vera'));
  }

  it.each(FORGED_HEADERS)(
    'S10 the header %s: %s changes neither the redirect URI nor any link',
    async (name, value) => {
      const ours = new Set([app.origin, app.emulator.origin]);
      const start = await raw('POST', '/auth/google', [
        [name, value],
        ['origin', app.origin],
      ]);
      expect(start.status).toBe(303);
      const { origin, searchParams } = new URL(start.location);
      expect(origin).toBe(app.emulator.origin);
      expect(searchParams.get('redirect_uri')).toBe(`${app.origin}/auth/google/callback`);
      for (const path of ['/', '/login', '/login?returnTo=/x', '/nowhere', '/auth/google']) {
        const response = await raw('GET', path, [
          [name, value],
          ['accept', 'text/html'],
        ]);
        expect(ours).toContain(new URL(response.location, app.origin).origin);
        expect(`${response.body}${[...response.headers.values()].join()}`).not.toContain(
          'e.example',
        );
      }
    },
  );

  it('S10 an absolute request target changes no link', async () => {
    for (const target of ['http://e.example/', 'http://e.example/nowhere']) {
      const response = await raw('GET', target, [['accept', 'text/html']]);
      expect(response.body + response.location).not.toContain('e.example');
    }
  });

  it.each(Object.entries(EVIL_RETURN_PATHS))(
    'S11 a return path that is %s is replaced by /',
    async (_, returnTo) => {
      const form = new URLSearchParams({ returnTo }).toString();
      expect(await loginWith(form)).toMatchObject({ status: 303, location: '/' });
      const page = await app.browser().request(`/login?${form}`);
      expect(page.body).not.toContain('name="returnTo"');
      const signedIn = await app.signedIn('google');
      expect(await signedIn.request(`/login?${form}`)).toMatchObject({
        status: 303,
        location: '/',
      });
    },
  );

  it.each([
    ['repeated', 'application/x-www-form-urlencoded', 'returnTo=/a&returnTo=/b'],
    ['an array in brackets', 'application/x-www-form-urlencoded', 'returnTo[]=/a'],
    ['a JSON array', 'application/json', '{"returnTo":["/a"]}'],
    ['an object', 'application/json', '{"returnTo":{"toString":"/a","length":2}}'],
    ['a number', 'application/json', '{"returnTo":7}'],
    ['set through the prototype', 'application/x-www-form-urlencoded', '__proto__[returnTo]=/a'],
  ])('S11 a return path that is %s is replaced by /', async (_, type, body) => {
    expect(await loginWith(body, type)).toMatchObject({ status: 303, location: '/' });
  });

  it('S11 an escaped line break stays escaped', async () => {
    const path = '/%0d%0aSet-Cookie:x=y';
    const response = await loginWith(new URLSearchParams({ returnTo: path }).toString());
    expect(response).toMatchObject({ status: 303, location: path });
    expect(response.headers.getSetCookie().every((cookie) => !cookie.startsWith('x='))).toBe(true);
  });

  it('S11 a return path is not read from the callback', async () => {
    const browser = app.browser();
    const url = new URL(await app.emulator.approve(await browser.begin('google', '/?a=1'), 'vera'));
    url.searchParams.set('returnTo', '/?b=1');
    expect(await browser.request(String(url))).toMatchObject({ status: 303, location: '/?a=1' });
  });
});
