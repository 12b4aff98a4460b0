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

  /** A route that asks for something is not open because its controller is. */
  @Roles('admin')
  @Get('not-quite')
  notQuite() {
    return {};
  }
}

/** As a GraphQL guard does: the request is elsewhere. */
@Injectable()
class ElsewhereGuard extends JwtAuthGuard {
  protected override getRequest(context: ExecutionContext) {
    return context.getArgByIndex<{ elsewhere: ReturnType<JwtAuthGuard['getRequest']> }>(2)
      .elsewhere;
  }
}

/** As a careless one does: it forgets to refuse. */
@Injectable()
class ForgetfulGuard extends JwtAuthGuard {
  protected override handleUnauthenticated() {
    return undefined;
  }
}

@UseGuards(ForgetfulGuard)
@Controller('forgetful')
class ForgetfulController {
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

describe.each(ADAPTERS)('an app that guards everything, on %s', (adapter) => {
  let base: TestApp;
  let app: ModuleApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    base = await TestApp.start(adapter);
    app = await ModuleApp.start(base, adapter, {
      controllers: [ThingsController, PublicController, ContradictoryController],
      providers: [ElsewhereGuard, { provide: APP_GUARD, useExisting: JwtAuthGuard }],
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

  /** Signs in and refreshes at the app, so that the token has the claims that the app adds. */
  async function signIn(persona = 'vera'): Promise<TestBrowser> {
    const signedIn = app.browser(await base.signedIn('google', persona));
    await signedIn.request('/auth/refresh', { method: 'POST', headers: { origin: base.origin } });
    return signedIn;
  }

  const json = (path: string, who = browser) =>
    who.request(path, { headers: { accept: 'application/json' } });
  const status = async (path: string, who = browser) => (await json(path, who)).status;
  const stranger = () => app.browser();

  it('refuses strangers, and knows who is there', async () => {
    expect(await status('/things/mine', stranger())).toBe(401);
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

  it('lets everybody pass where it says so, and the login routes too', async () => {
    expect(await status('/public', stranger())).toBe(200);
    expect(await status('/things/open', stranger())).toBe(200);
    expect(JSON.parse((await json('/things/open')).body)).toEqual({ known: false });
    expect(await status('/login', stranger())).toBe(200);
    expect(await status('/.well-known/jwks.json', stranger())).toBe(200);
    expect((await stranger().submit('/auth/google')).status).toBe(303);
  });

  it('knows somebody where it need not', async () => {
    expect(JSON.parse((await json('/things/optional', stranger())).body)).toEqual({ known: false });
    expect(JSON.parse((await json('/things/optional')).body)).toEqual({ known: true });
    expect(await status('/public/not-quite', stranger())).toBe(401);
    expect(await status('/public/not-quite')).toBe(403);
  });

  it('opens a route of a closed controller only by its own word, and no route that says both', async () => {
    expect(await status('/contradictory/open', stranger())).toBe(200);
    expect(await status('/contradictory/open')).toBe(200);
    for (const who of [stranger(), browser])
      {expect(await status('/contradictory/both', who)).toBe(500);}
  });

  it('asks for one of the roles', async () => {
    const refused = await json('/things/admin');
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'forbidden' });
    base.emulator.addPersona({ id: `owner-${adapter}` });
    const owner = await signIn(`owner-${adapter}`);
    const { userId } = JSON.parse((await json('/things/mine', owner)).body) as Principal;
    await base.prisma.user.update({ where: { id: userId }, data: { roles: ['owner'] } });
    expect(await status('/things/admin', owner)).toBe(403);
    await owner.request('/auth/refresh', { method: 'POST', headers: { origin: base.origin } });
    expect(await status('/things/admin', owner)).toBe(200);
  });

  it('asks for all of the scopes, and says which', async () => {
    expect(await status('/things/scoped')).toBe(200);
    const refused = await json('/things/unscoped');
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", scope="things:write"',
    );
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'insufficient_scope' });
  });

  it('asks for a recent login, and leads a person there and back', async () => {
    expect(await status('/things/sensitive')).toBe(200);
    const { userId, sessionId } = JSON.parse((await json('/things/mine')).body) as Principal;
    expect(userId).toBeDefined();
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await base.prisma.session.update({ where: { id: sessionId }, data: { createdAt: anHourAgo } });
    await browser.request('/auth/refresh', { method: 'POST', headers: { origin: base.origin } });
    const refused = await json('/things/sensitive');
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'recent_login_required' });
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

  it('protects cookie routes of its own against other sites', async () => {
    expect((await browser.submit('/things/change', {})).status).toBe(201);
    expect(
      (await browser.submit('/things/change', {}, { origin: 'https://e.example' })).status,
    ).toBe(403);
    const authorization = `Bearer ${browser.cookie('access')}`;
    const native = await stranger().request('/things/change', {
      method: 'POST',
      headers: { authorization },
    });
    expect(native.status).toBe(201);
  });

  it('guards other kinds of contexts through one step', async () => {
    const guard = app.app.get(ElsewhereGuard);
    const contextOf = (headers: object) => {
      const request = { elsewhere: { method: 'POST', url: '/graphql', headers } };
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
    expect(request.elsewhere).toHaveProperty('principal.clientId', 'browser');
    await expect(guard.canActivate(contextOf({}).context)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });
});

describe.each(ADAPTERS)('a guard that was derived from ours, on %s', (adapter) => {
  it('lets nobody pass as nobody where somebody is asked for, whatever it forgets', async () => {
    const base = await TestApp.start(adapter);
    const app = await ModuleApp.start(base, adapter, { controllers: [ForgetfulController] });
    try {
      const ask = async (path: string) =>
        (await app.browser().request(`/forgetful/${path}`)).status;
      expect([await ask('public'), await ask('optional')]).toEqual([200, 200]);
      expect([await ask('closed'), await ask('admin')]).toEqual([403, 403]);
    } finally {
      await app.stop();
      await base.stop();
    }
  });
});

describe('claims of the app', () => {
  let base: TestApp;

  beforeAll(async () => {
    base = await TestApp.start('fastify');
  });
  afterAll(() => base.stop());

  it.each<[string, () => Record<string, unknown>]>([
    ['more than a cookie holds', () => ({ everything: 'x'.repeat(4000) })],
    ['a claim of ours', () => ({ sub: 'somebody else' })],
    ['another claim of ours', () => ({ exp: 9_999_999_999 })],
    ['scopes that are no text', () => ({ scope: ['a'] })],
  ])('are refused when they are %s', async (_, accessTokenClaims) => {
    const app = await ModuleApp.start(base, 'fastify', { options: { accessTokenClaims } });
    try {
      const browser = app.browser(await base.signedIn('google'));
      const before = browser.cookie('access');
      const answer = await browser.request('/auth/refresh', {
        method: 'POST',
        headers: { origin: base.origin },
      });
      expect(answer.status).toBe(500);
      expect(browser.cookie('access')).toBe(before);
    } finally {
      await app.stop();
    }
  });
});
