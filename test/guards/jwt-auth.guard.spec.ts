import { APP_GUARD } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JwtAuthGuard, type Principal } from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';
import {
  ContradictoryController,
  PublicController,
  ThingsController,
} from './guarded-controllers.js';

describe.each(ADAPTERS)('JwtAuthGuard as a global guard on %s', (adapter) => {
  let base: TestApp;
  let app: ModuleApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    base = await TestApp.start(adapter);
    app = await ModuleApp.start(base, adapter, {
      controllers: [ThingsController, PublicController, ContradictoryController],
      providers: [{ provide: APP_GUARD, useExisting: JwtAuthGuard }],
      options: {
        accessTokenClaims: ({ roles }) => ({
          scope: 'things:read things:list',
          tenant: 'acme',
          count: roles.length,
        }),
      },
    });
    browser = await signIn();
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  /** Signs in and refreshes, so that the token has the claims of `accessTokenClaims`. */
  async function signIn(persona = 'vera'): Promise<TestBrowser> {
    const signedIn = app.browser(await base.signedIn('google', persona));
    await signedIn.request('/auth/refresh', { method: 'POST', headers: { origin: base.origin } });
    return signedIn;
  }

  const json = (path: string, who = browser) =>
    who.request(path, { headers: { accept: 'application/json' } });
  const status = async (path: string, who = browser) => (await json(path, who)).status;
  const anonymous = () => app.browser();

  it('returns 401 to anonymous requests, and injects principal and user into authenticated ones', async () => {
    expect(await status('/things/mine', anonymous())).toBe(401);
    const { body } = await json('/things/mine');
    expect(JSON.parse(body)).toEqual({
      userId: expect.any(String),
      sessionId: expect.any(String),
      roles: [],
      scopes: ['things:read', 'things:list'],
      clientId: 'browser',
      authTime: expect.any(Number),
      claims: { tenant: 'acme', count: 0 },
    });
    expect(JSON.parse((await json('/things/me')).body)).toEqual({ email: 'vera@example.com' });
  });

  it('skips authentication on @Public() routes and on the routes of the module', async () => {
    expect(await status('/public', anonymous())).toBe(200);
    expect(await status('/things/open', anonymous())).toBe(200);
    expect(JSON.parse((await json('/things/open')).body)).toEqual({ known: false });
    expect(await status('/login', anonymous())).toBe(200);
    expect(await status('/.well-known/jwks.json', anonymous())).toBe(200);
    expect((await anonymous().submit('/auth/google')).status).toBe(303);
  });

  it('authenticates if possible on @OptionalAuth() routes, and protects restricted routes of a @Public() controller', async () => {
    expect(JSON.parse((await json('/things/optional', anonymous())).body)).toEqual({
      known: false,
    });
    expect(JSON.parse((await json('/things/optional')).body)).toEqual({ known: true });
    expect(await status('/public/restricted', anonymous())).toBe(401);
    expect(await status('/public/restricted')).toBe(403);
  });

  it('lets a route override its controller, and fails for a route that is both open and restricted', async () => {
    expect(await status('/contradictory/open', anonymous())).toBe(200);
    expect(await status('/contradictory/open')).toBe(200);
    for (const who of [anonymous(), browser]) {
      expect(await status('/contradictory/both', who)).toBe(500);
    }
  });

  it('requires one of the roles, which take effect with the next access token', async () => {
    const denied = await json('/things/admin');
    expect(denied.status).toBe(403);
    expect(JSON.parse(denied.body)).toMatchObject({ code: 'forbidden' });
    base.emulator.addPersona({ id: `owner-${adapter}` });
    const owner = await signIn(`owner-${adapter}`);
    const { userId } = JSON.parse((await json('/things/mine', owner)).body) as Principal;
    await base.prisma.user.update({ where: { id: userId }, data: { roles: ['owner'] } });
    // Within a second, every instance rejects tokens with the former roles.
    await expect.poll(() => status('/things/mine', owner)).toBe(401);
    await owner.request('/auth/refresh', { method: 'POST', headers: { origin: base.origin } });
    expect(await status('/things/admin', owner)).toBe(200);
  });

  it('requires all of the scopes and names them in the challenge', async () => {
    expect(await status('/things/scoped')).toBe(200);
    const denied = await json('/things/unscoped');
    expect(denied.status).toBe(403);
    expect(denied.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", scope="things:write"',
    );
    expect(JSON.parse(denied.body)).toMatchObject({ code: 'insufficient_scope' });
  });

  it('requires a recent login and redirects a browser to the login page and back', async () => {
    expect(await status('/things/sensitive')).toBe(200);
    const { userId, sessionId } = JSON.parse((await json('/things/mine')).body) as Principal;
    expect(userId).toBeDefined();
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await base.prisma.session.update({ where: { id: sessionId }, data: { createdAt: anHourAgo } });
    await browser.request('/auth/refresh', { method: 'POST', headers: { origin: base.origin } });
    const denied = await json('/things/sensitive');
    expect(denied.status).toBe(403);
    expect(JSON.parse(denied.body)).toMatchObject({ code: 'recent_login_required' });
    const page = await browser.request('/things/sensitive');
    expect(page).toMatchObject({
      status: 303,
      location: '/login?prompt=login&returnTo=%2Fthings%2Fsensitive',
    });
    const login = await browser.request(page.location);
    expect(login.status).toBe(200);
    expect(login.body).toContain('Please sign in again');
    const again = await browser.submit('/auth/google', { returnTo: '/things/sensitive' });
    const back = await browser.request(await base.emulator.approve(again.location, 'vera'));
    expect(back.location).toBe('/things/sensitive');
    expect(await status('/things/sensitive')).toBe(200);
  });

  it('returns 403 to a cross-site request with cookies and accepts one with a Bearer token', async () => {
    expect((await browser.submit('/things/change', {})).status).toBe(201);
    expect(
      (await browser.submit('/things/change', {}, { origin: 'https://e.example' })).status,
    ).toBe(403);
    const authorization = `Bearer ${browser.cookie('access')}`;
    const native = await anonymous().request('/things/change', {
      method: 'POST',
      headers: { authorization },
    });
    expect(native.status).toBe(201);
  });
});
