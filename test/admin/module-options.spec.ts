import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { APP_FILTER, HttpAdapterHost } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SocialAuthAdminModule, type SocialAuthAdminOptions } from '../../src/admin/index.js';
import { AdministrationModule } from '../docs/examples/administration.module.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { ModuleApp } from '../support/module-app.js';
import { postJson, signInAdmin, signInUser } from './admin-app.js';

/** A filter of the app that handles every error. */
@Catch()
class CatchAll implements ExceptionFilter {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(error: Error, host: ArgumentsHost): void {
    const status = error instanceof HttpException ? error.getStatus() : 500;
    const response: unknown = host.switchToHttp().getResponse();
    this.adapterHost.httpAdapter.reply(response, { filter: 'of the app' }, status);
  }
}

describe.each(MAIN_ADAPTERS)('the options of the administration on %s', (adapter) => {
  let base: TestApp;
  let app: ModuleApp;

  beforeAll(async () => {
    base = await TestApp.start(adapter);
    app = await ModuleApp.start(base, adapter, {
      options: { publicUrl: `${base.origin}/shop`, deletionGracePeriod: '30d' },
      imports: (auth) => [
        auth,
        SocialAuthAdminModule.forRoot({
          role: 'boss',
          roles: ['editor'],
          path: 'back-office/people',
          messages: { en: { 'users.title': 'People' }, fr: { 'users.title': 'Personnes' } },
        }),
      ],
      providers: [{ provide: APP_FILTER, useClass: CatchAll }],
      configure: (nest) => nest.setGlobalPrefix('api'),
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  it('determine path, role, assignable roles and texts below the global prefix, and pages show scheduled deletions', async () => {
    const { userId } = await signInAdmin(base);
    await base.prisma.user.update({ where: { id: userId }, data: { roles: ['boss'] } });
    const callback = async () => {
      const browser = app.browser();
      const { location } = await browser.submit('/api/auth/google');
      const url = new URL(await base.emulator.approve(location, 'vera'));
      await browser.request(url.pathname.replace(/^\/shop/, '') + url.search);
      return browser;
    };
    base.emulator.registerRedirectUri('google', `${base.origin}/shop/api/auth/google/callback`);
    const boss = await callback();
    const page = await boss.request('/api/back-office/people/users');
    expect(page.status).toBe(200);
    expect(page.body).toContain('<h1>People</h1>');
    expect(page.body).toContain(`href="/shop/api/back-office/people/users/${userId}"`);
    expect(page.body).toContain('action="/shop/api/back-office/people/users"');
    const { userId: other } = await signInUser(base, 'nemo');
    const url = `/api/back-office/people/users/${other}`;
    const user = (await boss.request(url)).body;
    expect(user).toContain(`action="/shop${url}/roles"`);
    expect(user).toMatch(/value="boss"[^]*value="editor"/);
    const saved = await boss.submit(`${url}/roles`, { roles: 'editor' });
    expect([saved.status, saved.location]).toEqual([303, `/shop${url}?notice=roles`]);
    const deleteAfter = new Date('2100-01-01T00:00:00Z');
    await base.prisma.user.update({ where: { id: other }, data: { deleteAfter } });
    expect(await boss.json(url)).toMatchObject({
      user: { isDisabled: false, deleteAfter: deleteAfter.toISOString() },
    });
    for (const path of [url, '/api/back-office/people/users?query=nemo']) {
      const { body } = await boss.request(path);
      expect(body).toContain('Deletion scheduled');
      expect(body).not.toMatch(/Disabled|Enable user/);
    }
    await base.prisma.user.update({ where: { id: other }, data: { deleteAfter: null } });
    const refused = await postJson(boss, `${url}/roles`, { roles: ['admin'] });
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'invalid_request' });
    expect((await boss.request('/admin/users')).status).toBe(404);
    expect((await app.browser().request('/api/back-office/people/users')).location).toMatch(
      /^\/shop\/api\/login\?returnTo=/,
    );
  });

  it('are validated at start', () => {
    const invalid: [SocialAuthAdminOptions, string][] = [
      [{ role: '' }, 'role must not be empty'],
      [{ path: '/admin' }, 'path must be a path without slashes at its ends'],
      [{ path: 'admin/' }, 'path must be a path without slashes at its ends'],
      [{ roles: 'admin' as never }, 'roles must be an array of strings'],
      [{ rolle: 'admin' } as never, 'has an unknown property "rolle"'],
    ];
    for (const [options, message] of invalid) {
      const start = () => SocialAuthAdminModule.forRoot(options);
      expect(start).toThrow(`SocialAuthAdminModule ${message}`);
    }
  });

  it('let an app use AdminService in routes of its own', async () => {
    const own = await ModuleApp.start(base, adapter, {
      imports: (auth) => [auth, { module: AdministrationModule }],
    });
    try {
      const { browser } = await signInAdmin(base, 'una');
      const { userId } = await signInUser(base, 'nemo');
      const admin = own.browser(browser);
      const path = `/support/users/${userId}/suspend`;
      expect((await postJson(own.browser(), path)).status).toBe(401);
      expect((await postJson(admin, path)).status).toBe(201);
      expect(await base.prisma.user.findUnique({ where: { id: userId } })).toMatchObject({
        disabledAt: expect.any(Date) as Date,
      });
    } finally {
      await own.stop();
    }
  });
});
