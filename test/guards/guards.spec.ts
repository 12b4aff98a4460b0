import {
  Controller,
  Get,
  Injectable,
  Post,
  UseGuards,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CurrentPrincipal,
  CurrentUser,
  JwtAuthGuard,
  OptionalAuth,
  Public,
  RecentLogin,
  Roles,
  Scopes,
  type Principal,
  type User,
} from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

@Controller('things')
class ThingsController {
  @Get('mine')
  mine(@CurrentPrincipal() principal: Principal) {
    return principal;
  }

  @Get('me')
  me(@CurrentUser() user: User) {
    return { email: user.email };
  }

  @Public()
  @Get('open')
  open(@CurrentPrincipal() principal: Principal | undefined) {
    return { known: principal !== undefined };
  }

  @OptionalAuth()
  @Get('optional')
  optional(@CurrentPrincipal() principal: Principal | undefined) {
    return { known: principal !== undefined };
  }

  @Roles('admin', 'owner')
  @Get('admin')
  admin() {
    return {};
  }

  @Scopes('things:read', 'things:list')
  @Get('scoped')
  scoped() {
    return {};
  }

  @Scopes('things:write')
  @Get('unscoped')
  unscoped() {
    return {};
  }

  @RecentLogin('5m')
  @Get('sensitive')
  sensitive() {
    return {};
  }

  @Post('change')
  change() {
    return {};
  }
}

@Roles('admin')
@Controller('contradictory')
class ContradictoryController {
  @OptionalAuth()
  @Get('open')
  open() {
    return {};
  }

  @Public()
  @RecentLogin('5m')
  @Get('both')
  both() {
    return {};
  }
}

@Public()
@Controller('public')
class PublicController {
  @Get()
  show() {
    return {};
  }

  @Roles('admin')
  @Get('restricted')
  restricted() {
    return {};
  }
}

/** Reads the request from the third argument, as a GraphQL guard does. */
@Injectable()
class GqlAuthGuard extends JwtAuthGuard {
  protected override getRequest(context: ExecutionContext) {
    return context.getArgByIndex<{ req: ReturnType<JwtAuthGuard['getRequest']> }>(2).req;
  }
}

/** Does not throw for a request without a valid token. */
@Injectable()
class PermissiveGuard extends JwtAuthGuard {
  protected override handleUnauthenticated() {
    return undefined;
  }
}

@UseGuards(PermissiveGuard)
@Controller('permissive')
class PermissiveController {
  @Public()
  @Get('public')
  open() {
    return {};
  }

  @OptionalAuth()
  @Get('optional')
  optional() {
    return {};
  }

  @Get('closed')
  closed() {
    return {};
  }

  @Roles('admin')
  @Get('admin')
  admin() {
    return {};
  }
}

describe.each(ADAPTERS)('JwtAuthGuard as a global guard on %s', (adapter) => {
  let base: TestApp;
  let app: ModuleApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    base = await TestApp.start(adapter);
    app = await ModuleApp.start(base, adapter, {
      controllers: [ThingsController, PublicController, ContradictoryController],
      providers: [GqlAuthGuard, { provide: APP_GUARD, useExisting: JwtAuthGuard }],
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

  it('returns 401 to anonymous requests and injects the principal and the user of others', async () => {
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

  it('requires one of the roles, which take effect at the next refresh', async () => {
    const denied = await json('/things/admin');
    expect(denied.status).toBe(403);
    expect(JSON.parse(denied.body)).toMatchObject({ code: 'forbidden' });
    base.emulator.addPersona({ id: `owner-${adapter}` });
    const owner = await signIn(`owner-${adapter}`);
    const { userId } = JSON.parse((await json('/things/mine', owner)).body) as Principal;
    await base.prisma.user.update({ where: { id: userId }, data: { roles: ['owner'] } });
    expect(await status('/things/admin', owner)).toBe(403);
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

  it('guards other contexts when a subclass overrides getRequest()', async () => {
    const guard = app.app.get(GqlAuthGuard);
    const contextOf = (headers: object) => {
      const request = { req: { method: 'POST', url: '/graphql', headers } };
      const context = {
        getType: () => 'graphql',
        getHandler: () =>
          Object.getOwnPropertyDescriptor(ThingsController.prototype, 'mine')?.value as object,
        getClass: () => ThingsController,
        getArgByIndex: () => request,
      } as unknown as ExecutionContext;
      return { request, context };
    };
    const { request, context } = contextOf({ authorization: `Bearer ${browser.cookie('access')}` });
    expect(await guard.canActivate(context)).toBe(true);
    expect(request.req).toHaveProperty('principal.clientId', 'browser');
    await expect(guard.canActivate(contextOf({}).context)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });
});

describe.each(ADAPTERS)('a subclass of JwtAuthGuard on %s', (adapter) => {
  it('denies access without a principal even if handleUnauthenticated() does not throw', async () => {
    const base = await TestApp.start(adapter);
    const app = await ModuleApp.start(base, adapter, { controllers: [PermissiveController] });
    try {
      const status = async (path: string) =>
        (await app.browser().request(`/permissive/${path}`)).status;
      expect([await status('public'), await status('optional')]).toEqual([200, 200]);
      expect([await status('closed'), await status('admin')]).toEqual([403, 403]);
    } finally {
      await app.stop();
      await base.stop();
    }
  });
});

describe('accessTokenClaims', () => {
  let base: TestApp;

  beforeAll(async () => {
    base = await TestApp.start('fastify');
  });
  afterAll(() => base.stop());

  it.each<[string, () => Record<string, unknown>]>([
    ['larger than a cookie', () => ({ everything: 'x'.repeat(4000) })],
    ['the reserved claim sub', () => ({ sub: 'another user' })],
    ['the reserved claim exp', () => ({ exp: 9_999_999_999 })],
    ['scopes that are not a string', () => ({ scope: ['a'] })],
  ])('fail the refresh and keep the cookie when they are %s', async (_, accessTokenClaims) => {
    const app = await ModuleApp.start(base, 'fastify', { options: { accessTokenClaims } });
    try {
      const browser = app.browser(await base.signedIn('google'));
      const before = browser.cookie('access');
      const response = await browser.request('/auth/refresh', {
        method: 'POST',
        headers: { origin: base.origin },
      });
      expect(response.status).toBe(500);
      expect(browser.cookie('access')).toBe(before);
    } finally {
      await app.stop();
    }
  });
});
