import { createHash, randomBytes, randomUUID } from 'node:crypto';
import * as swagger from '@nestjs/swagger';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createOpenApiDocument } from '../../src/app/openapi.js';
import { UserService } from '../../src/social-auth/index.js';
import { UserMerges } from '../../src/user-merge/index.js';
import { signInAdmin, signInUser } from '../admin/admin-app.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestResponse, RequestOptions, TestBrowser } from '../support/test-browser.js';
import { asServed, Contract } from './contract.js';

const REDIRECT_URI = 'com.example.app:/callback';
const JSON_TYPE = { 'content-type': 'application/json' };

const status = async (response: Promise<TestResponse>) => (await response).status;

const code = async (response: Promise<TestResponse>) => {
  const { body } = await response;
  return (JSON.parse(body) as { code?: string }).code;
};

describe.each(MAIN_ADAPTERS)('on %s the OpenAPI document', (adapter) => {
  let app: TestApp;
  let contract: Contract;
  /** Whether the test expects 500, which every operation documents. */
  let isFailing = false;

  beforeAll(async () => {
    app = await TestApp.start(adapter, {
      METRICS: 'true',
      CLIENT_REDIRECT_URIS: REDIRECT_URI,
      RATE_LIMITS: 'login=60/1m,invalidCallback=60/1m,token=60/1m,invalidRefresh=60/1m',
    });
    const document = createOpenApiDocument(app.app, { PUBLIC_URL: app.origin }, swagger);
    contract = new Contract(asServed(document));
  });
  afterAll(() => app.stop());

  /** Sends a request as a page of the app does, and compares the response with the document. */
  async function page(
    browser: TestBrowser,
    operation: string,
    { headers, body }: RequestOptions = {},
  ): Promise<TestResponse> {
    const [method = '', url = ''] = operation.split(' ');
    const response = await browser.request(url, {
      method,
      headers: { origin: app.origin, ...headers },
      ...(body !== undefined && { body }),
    });
    expect(contract.differences(method, url, response)).toEqual([]);
    expect([operation, response.status === 500]).toEqual([operation, isFailing]);
    return response;
  }

  /** Sends a request as a script of a page does. */
  const script = (browser: TestBrowser, operation: string, body?: object) =>
    page(browser, operation, {
      headers: { accept: 'application/json', ...(body !== undefined && JSON_TYPE) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  const form = (browser: TestBrowser, operation: string, fields: Record<string, string> = {}) =>
    page(browser, operation, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });

  /** Returns requests to the operations that document a status. */
  const documenting = (statusCode: number) =>
    contract.operations
      .filter((operation) => contract.responses.includes(`${operation} ${statusCode}`))
      .map((each) => each.replace('{provider}', 'google').replaceAll(/\{\w*id\}/gi, randomUUID()));

  it('documents 401 for programs and the login redirect for browsers on every guarded route', async () => {
    const guarded = documenting(401).filter((each) => each !== 'POST /auth/logout');
    expect(guarded).toHaveLength(31);
    for (const operation of guarded) {
      expect(await code(script(app.browser(), operation))).toBe('unauthenticated');
      const { status: received, location } = await page(app.browser(), operation);
      expect([operation, received]).toEqual([operation, 303]);
      expect(location).toMatch(/^\/login(\?|$)/);
      const forged = { accept: 'application/json', cookie: 'refresh=x.y.z; access=x.y.z' };
      expect(await code(page(app.browser(), operation, { headers: forged }))).toBe('invalid_token');
    }
  });

  it('documents 403 for requests of another site on every route that changes data', async () => {
    const changing = documenting(403).filter((each) => !each.startsWith('GET'));
    expect(changing).toHaveLength(25);
    for (const operation of changing) {
      for (const accept of ['text/html', 'application/json']) {
        const headers = { origin: 'https://e.example', accept, cookie: 'access=x; refresh=x' };
        const received = await status(page(app.browser(), operation, { headers }));
        expect([operation, received]).toEqual([operation, 403]);
      }
    }
  });

  it('documents 400, 413 and 415 for malformed, too large and unsupported bodies', async () => {
    const reading = documenting(413);
    expect(reading).toHaveLength(12);
    for (const operation of reading) {
      const send = (body: string, type = 'application/json') =>
        code(
          page(app.browser(), operation, {
            headers: { accept: 'application/json', 'content-type': type },
            body,
          }),
        );
      expect(await send('{')).toBe('invalid_request');
      expect(await send(JSON.stringify({ code: 'x'.repeat(2 ** 21) }))).toBe('payload_too_large');
      if (adapter === 'fastify') expect(await send('<x/>', 'text/xml')).toBe('invalid_request');
    }
  });

  it('describes the responses of the pages', async () => {
    const browser = await app.signedIn('google');
    expect(await status(page(browser, 'GET /'))).toBe(200);
    browser.cookies.delete('access');
    expect((await page(browser, 'GET /')).headers.has('set-cookie')).toBe(true);
    expect(await status(page(browser, 'GET /login'))).toBe(303);
    expect(await status(page(browser, 'GET /login?prompt=login'))).toBe(200);
    expect(await status(page(app.browser(), 'GET /login?returnTo=/'))).toBe(200);
    const unregistered = 'GET /login?redirect_uri=x';
    expect(await status(page(app.browser(), unregistered))).toBe(400);
    expect(await code(script(app.browser(), unregistered))).toBe('invalid_request');
    const failed = 'GET /auth/providers?returnTo=/x&error=server_error&supportCode=K7QF-3M2P';
    expect(await status(script(browser, failed))).toBe(200);
    const invalid = 'GET /auth/providers?redirect_uri=x';
    expect(await code(script(app.browser(), invalid))).toBe('invalid_request');
  });

  it('describes the responses to the start of a login', async () => {
    const browser = app.browser();
    expect(await status(form(browser, 'POST /auth/google', { returnTo: '/x' }))).toBe(303);
    expect(await status(script(browser, 'POST /auth/google'))).toBe(303);
    const fromPage = { headers: { 'sec-fetch-dest': 'document' } };
    expect(await status(page(browser, 'POST /auth/google', fromPage))).toBe(200);
    expect(await code(script(browser, 'POST /auth/google', { redirect_uri: 'x' }))).toBe(
      'invalid_request',
    );
    expect(await code(script(browser, 'POST /auth/nobody'))).toBe('unknown_provider');
    expect(await status(page(browser, 'GET /auth/google'))).toBe(303);
    expect(await status(page(browser, 'GET /auth/nobody'))).toBe(404);
  });

  it('describes the responses to successful and failed callbacks', async () => {
    const browser = app.browser();
    const end = async (go: (url: string) => string | Promise<string>) => {
      const url = await go((await form(browser, 'POST /auth/google')).location);
      const accept = { headers: { accept: 'application/json' } };
      return page(browser, `GET ${url.replace(app.origin, '')}`, accept);
    };
    const approve = (url: string) => app.emulator.approve(url, 'vera');
    expect(await status(end(approve))).toBe(303);
    expect(await code(end((url) => app.emulator.deny(url)))).toBe('login_canceled');
    expect(await code(end(async (url) => (await approve(url)).replace(/code=/, 'c=')))).toBe(
      'login_refused',
    );
    expect(await code(script(browser, 'GET /auth/google/callback?state=a.b&code=x'))).toBe(
      'login_expired',
    );
    expect(await status(page(browser, 'GET /auth/google/callback?state=a.b&code=x'))).toBe(400);
    expect(await code(script(browser, 'GET /auth/nobody/callback'))).toBe('unknown_provider');
    const fields = { state: 'a.b', code: 'x' };
    expect(await status(form(browser, 'POST /auth/google/callback', fields))).toBe(400);
    expect(await status(form(browser, 'POST /auth/nobody/callback', fields))).toBe(404);

    app.emulator.injectFault({ endpoint: 'token', kind: 'status', status: 500, times: 1 });
    expect(await code(end(approve))).toBe('provider_unavailable');

    app.emulator.addPersona({ id: 'shut-out' });
    const asShutOut = (url: string) => app.emulator.approve(url, 'shut-out');
    await end(asShutOut);
    const { id } = await app.prisma.user.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
    await app.prisma.user.update({ where: { id }, data: { disabledAt: new Date() } });
    expect(await code(end(asShutOut))).toBe('account_disabled');
  });

  it('describes the responses to an ID token', async () => {
    const path = '/auth/google/id-token';
    const browser = app.browser();
    const { body } = await script(browser, `POST ${path}/nonce`);
    const { nonce } = JSON.parse(body) as { nonce: string };
    const createToken = () => app.emulator.createIdToken({ persona: 'vera', nonce });
    const redirect = async () => {
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'cross-site',
        cookie: 'g_csrf_token=x',
      };
      const fields = { credential: await createToken(), g_csrf_token: 'x' };
      const sent = { headers, body: new URLSearchParams(fields).toString() };
      return (await page(app.browser(), `POST ${path}`, sent)).location;
    };
    app.emulator.injectFault({ endpoint: 'jwks', kind: 'status', status: 500, times: 2 });
    const unavailable = script(browser, `POST ${path}`, { credential: await createToken() });
    expect(await code(unavailable)).toBe('provider_unavailable');
    expect(await status(page(browser, `GET ${await redirect()}`))).toBe(502);
    const prefetch = { headers: { 'sec-purpose': 'prefetch' } };
    const url = await redirect();
    expect(await status(page(browser, `GET ${url}`, prefetch))).toBe(403);
    const copy = app.browser();
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
    expect(await status(page(copy, `GET ${url}`))).toBe(303);
    expect(await status(page(copy, `GET ${path}`))).toBe(400);
    const credential = await app.emulator.createIdToken({ persona: 'nemo', nonce });
    expect(await status(script(browser, `POST ${path}`, { credential }))).toBe(200);
    expect(await code(script(browser, `POST ${path}`, { credential }))).toBe('login_expired');
    expect(await code(script(browser, `POST ${path}`, {}))).toBe('invalid_request');
    for (const operation of ['POST /auth/nobody/id-token', 'GET /auth/nobody/id-token']) {
      expect(await status(script(browser, operation))).toBe(404);
    }
    expect(await status(script(browser, 'POST /auth/nobody/id-token/nonce'))).toBe(404);
  });

  it('describes the token responses to a client', async () => {
    const verifier = randomBytes(32).toString('base64url');
    const browser = app.browser();
    const started = await form(browser, 'POST /auth/google', {
      redirect_uri: REDIRECT_URI,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'the state of the app',
    });
    const callback = await app.emulator.approve(started.location, 'vera');
    const { location } = await page(browser, `GET ${callback.replace(app.origin, '')}`);
    const grant = { code: new URL(location).searchParams.get('code'), code_verifier: verifier };
    const redeemed = await script(app.browser(), 'POST /auth/token', grant);
    expect(redeemed.status).toBe(200);
    expect(await code(script(app.browser(), 'POST /auth/token', grant))).toBe('invalid_grant');
    expect(await code(script(app.browser(), 'POST /auth/token', {}))).toBe('invalid_request');

    const { refreshToken } = JSON.parse(redeemed.body) as { refreshToken: string };
    const refresh = (token: unknown) =>
      script(app.browser(), 'POST /auth/refresh', { refreshToken: token });
    expect(await status(refresh(refreshToken))).toBe(200);
    expect(await code(refresh(1))).toBe('invalid_request');
    expect(await code(refresh('x.y.z'))).toBe('invalid_token');
  });

  it('describes the refresh of a browser and the guarded API', async () => {
    const browser = await app.signedIn('google');
    expect((await script(browser, 'POST /auth/refresh')).headers.has('set-cookie')).toBe(true);
    expect(await status(script(browser, 'GET /api/me'))).toBe(200);
    await app.prisma.session.updateMany({ data: { revokedAt: new Date() } });
    expect(await code(script(browser, 'POST /auth/refresh'))).toBe('invalid_token');
  });

  it('describes the responses to session and logout requests', async () => {
    const here = await app.signedIn('github', 'vera');
    const there = await app.signedIn('github', 'vera');
    const idOf = async (browser: TestBrowser) =>
      (JSON.parse((await script(browser, 'GET /api/me')).body) as { sessionId: string }).sessionId;
    expect(await status(script(here, 'GET /auth/sessions'))).toBe(200);
    const thereId = await idOf(there);
    expect(await status(page(here, `GET /auth/sessions/${thereId}/end`))).toBe(200);
    expect(await status(page(here, `GET /auth/sessions/${randomUUID()}/end`))).toBe(404);
    expect(await status(form(here, `POST /auth/sessions/${thereId}/end`))).toBe(303);
    expect(await status(form(here, `POST /auth/sessions/${thereId}/end`))).toBe(404);
    expect(await code(script(here, `DELETE /auth/sessions/${thereId}`))).toBe('session_not_found');
    expect(await code(script(here, 'DELETE /auth/sessions/x'))).toBe('session_not_found');
    expect(await status(form(here, 'POST /auth/sessions/end-others'))).toBe(303);
    expect(await status(page(here, 'GET /'))).toBe(200);
    expect(await status(script(here, 'DELETE /auth/sessions'))).toBe(204);
    expect(await status(script(here, `DELETE /auth/sessions/${await idOf(here)}`))).toBe(204);
    const again = await app.signedIn('github', 'vera');
    expect(await status(script(again, 'POST /auth/logout', { everywhere: true }))).toBe(204);
    expect(await status(form(again, 'POST /auth/logout', { everywhere: 'true' }))).toBe(303);
    const forged = { accept: 'application/json', authorization: 'Bearer x.y.z' };
    const rejected = page(app.browser(), 'POST /auth/logout', { headers: forged });
    expect(await code(rejected)).toBe('invalid_token');
    expect(await status(page(again, 'GET /login'))).toBe(200);
  });

  it('describes the responses to linking and unlinking accounts', async () => {
    app.emulator.addPersona({ id: 'linker' });
    app.emulator.addPersona({ id: 'owner' });
    await app.signedIn('github', 'owner');
    const browser = await app.signedIn('google', 'linker');
    const link = async (who: string) => {
      const { location } = await form(browser, 'POST /auth/github/link');
      const callback = await app.emulator.approve(location, who);
      const accept = { headers: { accept: 'application/json' } };
      return page(browser, `GET ${callback.replace(app.origin, '')}`, accept);
    };
    const fromPage = { headers: { 'sec-fetch-dest': 'document' } };
    expect(await status(page(browser, 'POST /auth/github/link', fromPage))).toBe(200);
    expect((await link('owner')).location).toContain('/auth/account/merge/preview');
    expect(await status(link('linker'))).toBe(303);
    const { accounts } = await browser.json<{ accounts: [{ id: string }, { id: string }] }>(
      '/api/me',
    );
    const [google, github] = accounts;
    expect(await status(form(browser, `POST /auth/accounts/${github.id}/unlink`))).toBe(303);
    expect(await status(form(browser, `POST /auth/accounts/${github.id}/unlink`))).toBe(404);
    expect(await status(form(browser, `POST /auth/accounts/${google.id}/unlink`))).toBe(409);
    expect(await code(script(browser, `DELETE /auth/accounts/${google.id}`))).toBe('last_account');
    expect(await code(script(browser, 'DELETE /auth/accounts/x'))).toBe('account_not_found');
    expect(await status(link('linker'))).toBe(303);
    expect(await status(script(browser, `DELETE /auth/accounts/${google.id}`))).toBe(204);
    expect(await code(script(browser, 'POST /auth/nobody/link'))).toBe('unknown_provider');
    await app.moveClock(301);
    expect(await status(form(browser, 'POST /auth/google/link'))).toBe(303);
    expect(await code(script(browser, 'POST /auth/google/link'))).toBe('recent_login_required');
    await app.moveClock(0);
  });

  it('describes the responses to combining users', async () => {
    app.emulator.addPersona({ id: 'combiner' });
    const github = await app.signedIn('github', 'combiner');
    const { id: absorbedId } = await github.json<{ id: string }>('/api/me');
    const browser = await app.signedIn('google', 'combiner');
    /** Proves the other user. Returns the URL of the preview. */
    const prove = async () => {
      const { location } = await form(browser, 'POST /auth/github/link');
      const callback = await app.emulator.approve(location, 'combiner');
      return (await page(browser, `GET ${callback.replace(app.origin, '')}`)).location;
    };
    const confirm = (url: string, preview: string) => {
      const login = new URL(url, app.origin).searchParams.get('login') ?? '';
      return form(browser, 'POST /auth/account/merge', { login, preview, action: 'merge' });
    };
    const undo = `POST /auth/account/merges/${absorbedId}/undo`;
    expect(await status(page(browser, 'GET /auth/account/merge'))).toBe(200);
    expect(await status(page(browser, 'GET /auth/account/merge/preview?login=x'))).toBe(400);
    expect(await status(confirm('/?login=x', 'x'))).toBe(400);
    expect(await status(form(browser, 'POST /auth/account/merge/hint/dismiss'))).toBe(303);
    const [url, other] = [await prove(), await prove()];
    expect(await status(confirm(other, 'x'))).toBe(409);
    const { body } = await page(browser, `GET ${url}`);
    const previews = [...body.matchAll(/name="preview" value="([^"]+)"/g)].map(([, each]) => each);
    expect(await status(confirm(url, previews[1] ?? ''))).toBe(303);
    expect(await status(page(browser, `GET ${other}`))).toBe(409);
    await app.moveClock(301);
    for (const operation of ['GET /auth/account/merge', `GET ${other}`]) {
      expect(await code(script(browser, operation))).toBe('recent_login_required');
    }
    await app.moveClock(0);
    const { accounts } = await browser.json<{ accounts: { id: string; provider: string }[] }>(
      '/api/me',
    );
    expect(await status(form(browser, undo))).toBe(303);
    expect(await status(form(browser, undo))).toBe(404);
    const again = await prove();
    const shown = (await page(browser, `GET ${again}`)).body;
    const choices = [...shown.matchAll(/name="preview" value="([^"]+)"/g)].map(([, each]) => each);
    expect(await status(confirm(again, choices[1] ?? ''))).toBe(303);
    const moved = accounts.find(({ provider }) => provider === 'github');
    expect(await status(form(browser, `POST /auth/accounts/${moved?.id}/unlink`))).toBe(303);
    expect(await status(form(browser, undo))).toBe(409);
  });

  it('describes the responses to administrators who merge users', async () => {
    const { browser: admin, userId: adminId } = await signInAdmin(app);
    const [one, two] = [await signInUser(app, 'nemo'), await signInUser(app, 'una')];
    const url = `/admin/users/${one.userId}/merge`;
    const preview = `GET ${url}?with=${two.userId}`;
    expect(await code(script(one.browser, preview))).toBe('forbidden');
    expect(await status(page(admin, preview))).toBe(200);
    expect(await code(script(admin, `GET ${url}?with=${randomUUID()}`))).toBe('user_not_found');
    expect(await code(script(admin, `GET ${url}?with=${adminId}`))).toBe('self_lockout');
    const merge = async (send: typeof form | typeof script) => {
      const response = await script(admin, preview);
      expect(response.status).toBe(200);
      const { choices } = JSON.parse(response.body) as { choices: { preview: string }[] };
      return send(admin, `POST ${url}`, { preview: choices[0]?.preview ?? '' });
    };
    expect(await code(script(admin, `POST ${url}`, { preview: 'x' }))).toBe('invalid_request');
    const merges = app.app.get(UserMerges, { strict: false });
    expect(await status(merge(script))).toBe(204);
    await merges.undo(two.userId);
    const first = await script(admin, preview);
    const { choices } = JSON.parse(first.body) as { choices: [{ preview: string }] };
    expect(await status(merge(form))).toBe(303);
    const stale = { preview: choices[0].preview };
    expect(await code(script(admin, `POST ${url}`, stale))).toBe('merge_expired');
    const gone = await signInUser(app, 'emil');
    const last = await script(admin, `GET ${url}?with=${gone.userId}`);
    const remaining = JSON.parse(last.body) as { choices: [{ preview: string }] };
    expect(await status(script(admin, `POST /admin/users/${gone.userId}/delete`))).toBe(204);
    const confirmation = { preview: remaining.choices[0].preview };
    expect(await code(script(admin, `POST ${url}`, confirmation))).toBe('user_not_found');
  });

  it('describes the responses to administrators', async () => {
    const { browser: admin, userId: adminId } = await signInAdmin(app);
    const { browser: other, userId } = await signInUser(app, 'nemo');
    const url = `/admin/users/${userId}`;
    const unknown = `/admin/users/${randomUUID()}`;
    expect(await code(script(other, 'GET /admin/users'))).toBe('forbidden');
    expect(await status(page(other, `GET ${url}`))).toBe(403);
    for (const path of ['/admin/users', url]) {
      expect(await status(page(admin, `GET ${path}`))).toBe(200);
      expect(await status(script(admin, `GET ${path}`))).toBe(200);
    }
    expect(await code(script(admin, 'GET /admin/users?after=x'))).toBe('invalid_request');
    expect(await code(script(admin, `GET ${unknown}`))).toBe('user_not_found');
    const { sessionId } = await other.json<{ sessionId: string }>('/api/me');
    const end = `sessions/${sessionId}/end`;
    expect(await status(script(admin, `POST ${url}/${end}`))).toBe(204);
    expect(await code(script(admin, `POST ${url}/${end}`))).toBe('session_not_found');
    expect(await code(script(admin, `POST ${url}/roles`, { roles: 1 }))).toBe('invalid_request');
    for (const act of ['sessions/end', 'disable', 'enable', 'roles', 'delete']) {
      const body = act === 'roles' ? { roles: ['admin'] } : undefined;
      expect(await code(script(admin, `POST ${unknown}/${act}`, body))).toBe('user_not_found');
      if (act !== 'delete') expect(await status(form(admin, `POST ${url}/${act}`))).toBe(303);
      expect(await status(script(admin, `POST ${url}/${act}`, body))).toBe(204);
    }
    for (const act of ['disable', 'roles', 'delete']) {
      const body = act === 'roles' ? { roles: [] } : undefined;
      const refused = script(admin, `POST /admin/users/${adminId}/${act}`, body);
      expect(await code(refused)).toBe('self_lockout');
    }
    await app.moveClock(301);
    expect(await code(script(admin, `POST ${url}/disable`))).toBe('recent_login_required');
    await app.moveClock(0);
  });

  it('describes the responses to the export and the deletion of an account', async () => {
    app.emulator.addPersona({ id: 'leaver' });
    const browser = await app.signedIn('google', 'leaver');
    expect(await status(script(browser, 'GET /auth/account/export'))).toBe(200);
    expect(await status(page(browser, 'GET /auth/account/delete'))).toBe(200);
    expect(await status(form(browser, 'POST /auth/account/delete'))).toBe(400);
    await app.moveClock(301);
    for (const operation of ['GET /auth/account/export', 'GET /auth/account/delete']) {
      expect(await code(script(browser, operation))).toBe('recent_login_required');
    }
    await app.moveClock(0);
    expect(await status(script(browser, 'DELETE /auth/account'))).toBe(204);
    const confirmed = { confirmed: 'true' };
    const again = await app.signedIn('google', 'leaver');
    expect(await status(form(again, 'POST /auth/account/delete', confirmed))).toBe(303);
    const prefetch = { headers: { 'sec-purpose': 'prefetch' } };
    expect(await status(page(browser, 'GET /auth/account/restore?login=x', prefetch))).toBe(403);
    expect(await status(page(browser, 'GET /auth/account/restore?login=x'))).toBe(400);
    expect(await status(form(browser, 'POST /auth/account/restore', { login: 'x' }))).toBe(400);
  });

  it('describes the keys and the operational routes', async () => {
    for (const path of ['/.well-known/jwks.json', '/health', '/ready', '/metrics']) {
      expect(await status(script(app.browser(), `GET ${path}`))).toBe(200);
    }
    vi.spyOn(app.app.get(Pool, { strict: false }), 'connect').mockRejectedValueOnce(
      new Error('gone'),
    );
    expect(await status(script(app.browser(), 'GET /ready'))).toBe(503);
  });

  it('documents 429 on every rate-limited route', async () => {
    const limited = documenting(429).filter((each) => !each.includes('/merge'));
    expect(limited).toHaveLength(7);
    for (const operation of limited) {
      const browser = app.browser();
      for (let count = 0; count < 60; count++) {
        expect(await status(script(browser, operation))).not.toBe(429);
      }
      expect(await code(script(browser, operation))).toBe('rate_limited');
      expect(await status(page(browser, operation))).toBe(429);
    }
  });

  it('describes the responses to an unreachable database and to a bug', async () => {
    onTestFinished(() => {
      isFailing = false;
      vi.restoreAllMocks();
    });
    const browser = await app.signedIn('google');
    const users = app.app.get(UserService, { strict: false });
    const find = vi.spyOn(users, 'findWithAccounts');
    find.mockRejectedValue(Object.assign(new Error('no database'), { code: 'ECONNREFUSED' }));
    expect(await code(script(browser, 'GET /api/me'))).toBe('service_unavailable');
    find.mockRejectedValue(new Error('a bug'));
    isFailing = true;
    expect(await code(script(browser, 'GET /api/me'))).toBe('server_error');
    expect(await status(page(browser, 'GET /'))).toBe(500);
  });

  it('contains only responses that the tests above received, and server errors', () => {
    const unseen = contract.responses.filter((response) => !contract.seen.has(response));
    const expected = adapter === 'fastify' ? /50[03]$/ : /50[03]$|415$/;
    expect(unseen.filter((response) => !expected.test(response))).toEqual([
      // The reference app has no table whose rows refer to users.
      'POST /auth/account/delete 409',
      // The reference app has no grace period.
      'DELETE /auth/account 202',
      'DELETE /auth/account 409',
      'GET /auth/account/restore 200',
      'POST /auth/account/restore 303',
      // The reference app lets people combine the users of a taken account.
      'GET /auth/{provider}/callback 409',
      // Neither Google nor GitHub sends forms.
      'POST /auth/{provider}/callback 303',
      // The user model of the reference app has no unique fields.
      'POST /auth/{provider}/id-token 409',
      'GET /auth/{provider}/id-token 409',
      // One of two requests of a person at the same time.
      'POST /auth/account/merge 429',
      'GET /auth/account/merge/preview 429',
      'POST /auth/account/merges/{id}/undo 429',
    ]);
  });
});
