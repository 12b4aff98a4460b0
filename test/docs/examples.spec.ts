import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Provider } from '../../src/social-auth/index.js';
import { createSigningKey } from '../oidc/signing-key.js';
import { CLIENT, SigningIssuer } from '../oidc/signing-issuer.js';
import { ModuleApp } from '../support/module-app.js';
import { TestApp } from '../support/test-app.js';
import { AccountMails } from './examples/account-mails.js';
import { ActivityController } from './examples/activity.controller.js';
import { pages } from './examples/branding.js';
import { accessTokenClaims } from './examples/claims.js';
import { DashboardController } from './examples/dashboard.controller.js';
import { injectTokenTimeout, logIn, startEmulator } from './examples/emulator.js';
import { existingCustomers } from './examples/existing-customers.js';
import { gitlab } from './examples/gitlab.js';
import { acme } from './examples/oidc-issuer.js';
import { createProviders } from './examples/oidc-presets.js';
import { withIcon } from './examples/icon.js';
import { guardEverything } from './examples/guard-everything.js';
import { Mailer } from './examples/mailer.js';
import { MeController } from './examples/me.controller.js';
import { ReportsController } from './examples/reports.controller.js';
import { signInHooks } from './examples/sign-in-hooks.js';
import { useDatabase } from './examples/settings.js';
import { withSoftDelete } from './examples/soft-delete.js';
import { VerifyingModule } from './examples/verifying.module.js';

describe('the examples in the documentation', () => {
  let base: TestApp;
  let app: ModuleApp;
  let provider: Provider;

  beforeAll(async () => {
    base = await TestApp.start('fastify', { PROVIDER_TIMEOUT_MS: '1000' });
    // The emulator's GitHub endpoints return a response in the format of GitLab.
    const { github } = base.emulator;
    base.emulator.registerRedirectUri('github', `${base.origin}/auth/gitlab/callback`);
    provider = {
      ...withIcon(gitlab(github)),
      authorizationUrl: github.authorizationUrl,
      tokenUrl: github.tokenUrl,
      profileUrls: { user: github.userUrl },
    };
    app = await ModuleApp.start(base, 'fastify', {
      controllers: [MeController, ReportsController, ActivityController, DashboardController],
      providers: [guardEverything, AccountMails, Mailer],
      options: { providers: [provider], accessTokenClaims, pages },
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  it('log a user in at a custom provider and apply roles, scopes and recent logins', async () => {
    base.emulator.addPersona({
      id: 'tanuki',
      github: {
        responseFields: {
          username: 'tanuki',
          email: 'tanuki@example.com',
          confirmed_at: '2026-01-01',
        },
      },
    });
    const browser = app.browser();
    const { body } = await browser.request('/login');
    expect(body).toContain('Continue with GitLab');
    expect(body).toContain('<a class="app-link" href="https://www.acme.example">');
    expect(body).toContain('<img class="provider-icon" src="data:image/svg+xml,%3Csvg');
    const callback = await base.emulator.approve(await browser.begin('gitlab'), 'tanuki');
    expect((await browser.request(callback)).status).toBe(303);
    const account = await browser.request('/');
    expect(account.body).toContain('@tanuki');
    expect(account.body).toContain('tanuki@example.com');

    const json = async (path: string) =>
      (await browser.request(path, { headers: { accept: 'application/json' } })).body;
    expect(JSON.parse(await json('/api/me'))).toMatchObject({
      roles: [],
      userId: expect.any(String),
    });
    expect(JSON.parse(await json('/reports'))).toEqual({ for: 'tanuki@example.com' });
    expect(JSON.parse(await json('/reports/teaser'))).toEqual({ hello: 'tanuki' });
    browser.cookies.delete('access');
    expect((await browser.submit('/dashboard')).location).toBe('/dashboard');
    const disabled = await browser.submit('/reports/authors/x/disable');
    expect(disabled.status).toBe(403);
    const removed = await browser.request('/reports', {
      method: 'DELETE',
      headers: { origin: base.origin },
    });
    expect(JSON.parse(removed.body)).toEqual({ deleted: true });
  });

  it('send a mail to a new user and return the audit trail to a user with the role support', async () => {
    base.emulator.addPersona({
      id: 'fox',
      github: {
        responseFields: { username: 'fox', email: 'fox@example.com', confirmed_at: '2026-01-01' },
      },
    });
    const browser = app.browser();
    await browser.request(await base.emulator.approve(await browser.begin('gitlab'), 'fox'));
    const { sent } = app.app.get(Mailer, { strict: false });
    await expect.poll(() => sent).toContain('fox@example.com: Welcome!');
    const { userId } = await browser.json<{ userId: string }>('/api/me');
    expect((await browser.request(`/activity/${userId}`)).status).toBe(403);
    await base.prisma.user.update({ where: { id: userId }, data: { roles: ['support'] } });
    await browser.submit('/auth/refresh');
    expect(await browser.json(`/activity/${userId}`)).toMatchObject([
      { type: 'login_succeeded', provider: 'gitlab' },
      { type: 'user_created' },
    ]);
  });

  it('create users with the fields of the app, and reject a login that the hook does not permit', async () => {
    const options = { ...signInHooks, providers: [provider] };
    const restricted = await ModuleApp.start(base, 'fastify', {
      controllers: [MeController],
      options,
    });
    const logInAs = async (id: string, email: string) => {
      const responseFields = { username: id, email, confirmed_at: '2026-01-01' };
      base.emulator.addPersona({ id, github: { responseFields } });
      const browser = restricted.browser();
      const callback = await base.emulator.approve(await browser.begin('gitlab'), id);
      return { browser, status: (await browser.request(callback)).status };
    };
    try {
      const member = await logInAs('otter', 'otter@example.com');
      expect(member.status).toBe(303);
      expect(await member.browser.json('/api/me')).toMatchObject({ roles: ['member'] });
      expect((await logInAs('weasel', 'weasel@elsewhere.example')).status).toBe(403);
    } finally {
      await restricted.stop();
    }
  });

  it('sign an existing customer in as that customer, and reject the tokens of a user after a soft delete', async () => {
    const prisma = withSoftDelete(base.prisma);
    const options = { ...existingCustomers, providers: [provider] };
    const shop = await ModuleApp.start(base, 'fastify', {
      controllers: [MeController],
      options,
      database: { prisma },
    });
    try {
      const customer = { email: 'badger@example.com', emailVerified: true };
      const { id } = await base.prisma.user.create({ data: customer });
      const responseFields = {
        username: 'badger',
        email: customer.email,
        confirmed_at: '2026-01-01',
      };
      base.emulator.addPersona({ id: 'badger', github: { responseFields } });
      const browser = shop.browser();
      await browser.request(await base.emulator.approve(await browser.begin('gitlab'), 'badger'));
      expect(await browser.json('/api/me')).toMatchObject({ userId: id });

      await prisma.user.delete({ where: { id } });
      const status = async () =>
        (await browser.request('/api/me', { headers: { accept: 'application/json' } })).status;
      await expect.poll(status).toBe(401);
      expect(await base.prisma.user.count({ where: { id } })).toBe(1);
    } finally {
      await shop.stop();
    }
  });

  it('log a user in at an OpenID Connect issuer', async () => {
    const issuer = await SigningIssuer.start();
    const { url } = issuer;
    const issuers = await ModuleApp.start(base, 'fastify', {
      controllers: [MeController],
      options: { providers: [acme(url, CLIENT.clientId, CLIENT.clientSecret)] },
    });
    try {
      const browser = issuers.browser();
      const callback = await issuer.approve(await browser.begin('acme'));
      expect((await browser.request(callback)).status).toBe(303);
      expect(await browser.json('/api/me')).toMatchObject({ userId: expect.any(String) });
    } finally {
      await issuers.stop();
      await issuer.stop();
    }
  });

  it('create the providers of presets', () => {
    const key = createSigningKey().privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const secret = 'a secret of the client';
    const providers = createProviders({
      MICROSOFT_CLIENT_ID: 'app',
      MICROSOFT_CLIENT_SECRET: secret,
      APPLE_TEAM_ID: 'TEAM123456',
      APPLE_KEY_ID: 'KEY1234567',
      APPLE_PRIVATE_KEY: key,
      STAFF_CLIENT_SECRET: secret,
      BANK_PRIVATE_KEY: key,
    });
    expect(providers.map(({ name }) => name)).toEqual(['microsoft', 'apple', 'staff', 'bank']);
    expect(() => createProviders({})).toThrow('provider "microsoft" has no client secret');
  });

  it('return a public route without a login, and 401 for a guarded one', async () => {
    const anonymous = app.browser();
    expect(JSON.parse((await anonymous.request('/reports/status')).body)).toEqual({ up: true });
    expect(
      (await anonymous.request('/reports', { headers: { accept: 'application/json' } })).status,
    ).toBe(401);
  });

  it('complete a login at the emulator, and turn an injected fault into an error page', async () => {
    const { emulator, provider: emulated } = await startEmulator(base.origin);
    expect(emulated.tokenUrl).toContain(emulator.origin);
    expect(emulator.personas('google').map(({ id }) => id)).toContain('kim');
    await emulator.stop();

    base.emulator.addPersona({ id: 'kim', google: {} });
    const finish = async () => {
      const { start, callbackUrl } = await logIn(base.emulator, base.origin);
      const cookie = start.headers.getSetCookie().map((header) => header.split(';')[0]);
      const headers = { cookie: cookie.join('; '), accept: 'text/html' };
      return fetch(callbackUrl, { redirect: 'manual', headers });
    };
    const finished = await finish();
    expect(finished.status).toBe(303);
    expect(finished.headers.getSetCookie().join()).toContain('access=');
    injectTokenTimeout(base.emulator);
    expect((await finish()).status).toBe(502);
  });

  it('are complete modules', async () => {
    const prisma = useDatabase(base.database.url);
    const { AppModule } = await import('./examples/app.module.js');
    const { NestFactory } = await import('@nestjs/core');
    const context = await NestFactory.createApplicationContext(AppModule, { logger: false });
    await context.close();
    const verifying = await NestFactory.createApplicationContext(VerifyingModule, {
      logger: false,
    });
    await verifying.close();
    await prisma.$disconnect();
  });
});
