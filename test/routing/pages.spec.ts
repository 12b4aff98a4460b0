import {
  All,
  Controller,
  Get,
  Logger,
  Module,
  type DynamicModule,
  type Type,
} from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignInPolicy } from '../../src/social-auth/index.js';
import { loadSignIn } from '../docs/examples/load-sign-in.js';
import { withOwnPages } from '../docs/examples/routing.js';
import { SignInController } from '../docs/examples/sign-in.controller.js';
import { ModuleApp } from '../support/module-app.js';
import { ADAPTERS } from '../support/test-app.js';
import { TestBackend } from '../support/test-backend.js';
import { signIn, withApp } from './journey.js';

@Controller()
class OwnPagesController {
  @Get()
  home() {
    return 'the start page of the app';
  }

  @Get('login')
  login() {
    return 'the login page of the app';
  }
}

@Controller('auth')
class OwnCallbackController {
  @Get('google/callback')
  callback() {
    return 'the callback of the app';
  }
}

@Controller('auth')
class OwnLogoutController {
  @All('logout')
  logout() {
    return 'the logout of the app';
  }
}

const moduleOf = (controller: Type): DynamicModule => {
  @Module({ controllers: [controller] })
  class OwnModule {}
  return { module: OwnModule };
};

describe.each(ADAPTERS)('on %s', (adapter) => {
  let base: TestBackend;

  beforeAll(async () => {
    base = await TestBackend.create();
  });
  afterAll(() => base.stop());

  it.each([
    ['before', [OwnPagesController], undefined],
    ['after', [], (auth: DynamicModule) => [auth, moduleOf(OwnPagesController)]],
  ] as const)(
    'the pages yield to routes of the app that are registered %s them',
    async (_, controllers, imports) => {
      const lines: unknown[] = [];
      const keep = (line: unknown) => lines.push(line);
      const logger = { log: keep, warn: keep, error: keep };
      await withApp(
        base,
        adapter,
        { controllers: [...controllers], ...(imports && { imports }), logger },
        async (app) => {
          expect((await app.browser().request('/')).body).toBe('the start page of the app');
          expect((await app.browser().request('/login')).body).toBe('the login page of the app');
        },
      ).finally(() => Logger.overrideLogger(false));
      expect(lines).toContain(
        'The app serves GET /login itself (OwnPagesController), so the module does not serve its login page.',
      );
      expect(lines).toContain(
        `Redirect URI to register at Google: ${base.origin}/auth/google/callback`,
      );
    },
  );

  it('the pages yield to routes of the HTTP framework', () =>
    withApp(
      base,
      adapter,
      {
        configure: (app) =>
          app
            .getHttpAdapter()
            .getInstance()
            .get('/login', (_: unknown, response: { send(body: string): void }) => {
              response.send('the login page of the framework');
            }),
      },
      async (app) => {
        expect((await app.browser().request('/login')).body).toBe(
          'the login page of the framework',
        );
      },
    ));

  it('the app can have all pages', () => {
    const canSignIn: SignInPolicy = ({ profile }) =>
      profile.provider === 'google' || { policy: 'invitation' };
    return withApp(base, adapter, { options: { ...withOwnPages, canSignIn } }, async (app) => {
      const browser = app.browser();
      expect((await browser.request('/login')).status).toBe(404);
      expect((await browser.request('/')).status).toBe(404);
      const start = await browser.submit('/auth/google');
      const callback = await base.emulator.approve(start.location, 'vera');
      expect((await browser.request(callback)).location).toBe('/app');
      expect((await browser.submit('/auth/logout')).location).toBe('/app/sign-in');
      const failed = await app.browser().request('/auth/google/callback?state=a.b&code=c');
      expect(failed.status).toBe(303);
      expect(failed.location).toMatch(
        /^\/app\/sign-in-failed\?error=login_expired&supportCode=[\w-]+&provider=google$/,
      );
      const program = { headers: { accept: 'application/json' } };
      const json = await app.browser().request('/auth/google/callback?state=a.b&code=c', program);
      expect(json.status).toBe(400);
      const other = app.browser();
      const rejected = await base.emulator.approve(await other.begin('github'), 'vera');
      const { location } = await other.request(rejected);
      expect(location).toContain('/app/sign-in-failed?error=sign_in_refused&');
      expect(new URL(location, base.origin).searchParams.get('policy')).toBe('invitation');
    });
  });

  it('the app can render its own login, error and account pages', () =>
    withApp(
      base,
      adapter,
      { options: withOwnPages, controllers: [SignInController] },
      async (app) => {
        const browser = app.browser();
        const login = await browser.request('/app/sign-in?returnTo=/app/reports');
        expect(login.body).toContain('<p role="status">Please sign in to see that page.</p>');
        expect(login.body).toContain('<form method="post" action="/auth/google">');
        expect(login.body).toContain('<input type="hidden" name="returnTo" value="/app/reports"/>');
        base.emulator.injectFault({ endpoint: 'token', kind: 'malformed-json', times: 1 });
        const start = await browser.begin('google', '/app/reports');
        const failed = await browser.request(await base.emulator.approve(start, 'vera'));
        expect(failed.location).toMatch(/&returnTo=%2Fapp%2Freports$/);
        const { body } = await browser.request(failed.location);
        const supportCode = new URL(failed.location, base.origin).searchParams.get('supportCode');
        expect(body).toContain(`<p role="alert">We couldn't reach Google: We got no usable`);
        expect(body).toContain(`<small>${supportCode}</small>`);
        expect(body).toContain('name="returnTo" value="/app/reports"');

        const again = await browser.begin('google');
        await browser.request(await base.emulator.approve(again, 'vera'));
        expect((await browser.request('/app/sign-in')).body).toContain('<small>Last used</small>');
        const ended = await browser.submit('/auth/sessions/end-others');
        expect(ended.location).toBe('/app/account');
        expect((await browser.request('/app/sign-in')).body).toContain(
          'signed out everywhere else',
        );
      },
    ));

  it('a front end can load what its login page needs', () =>
    withApp(base, adapter, { options: withOwnPages }, async ({ address }) => {
      expect(await loadSignIn(`${address}/app/sign-in?returnTo=/app/reports`)).toMatchObject({
        providers: [{ name: 'google' }, { name: 'github' }],
        fields: { returnTo: '/app/reports' },
        notice: { code: 'login_required' },
      });
      const unregistered = loadSignIn(`${address}/app/sign-in?redirect_uri=https://e.example`);
      await expect(unregistered).rejects.toThrow('status 400');
    }));

  it('a login leads to homePath, and to return paths', () =>
    withApp(base, adapter, { options: { routes: { homePath: '/dashboard' } } }, async (app) => {
      expect(await signIn(base, app.browser())).toBe('/dashboard');
      expect(await signIn(base, app.browser(), {}, { returnTo: '/' })).toBe('/');
    }));

  it.each([
    ['the callback', OwnCallbackController, 'handles GET /auth/google/callback'],
    ['the logout', OwnLogoutController, 'handles POST /auth/logout'],
  ])('the app does not start when it replaces %s', async (_, controller, message) => {
    const start = ModuleApp.start(base, adapter, { isPolling: true, controllers: [controller] });
    await expect(start).rejects.toThrow(message);
  });
});
