import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModuleApp } from '../support/module-app.js';
import { TestApp } from '../support/test-app.js';
import { AccountMails } from './examples/account-mails.js';
import { ActivityController } from './examples/activity.controller.js';
import { accessTokenClaims } from './examples/claims.js';
import { gitlab } from './examples/gitlab.js';
import { guardEverything } from './examples/guard-everything.js';
import { GqlAuthGuard } from './examples/gql-auth.guard.js';
import { Mailer } from './examples/mailer.js';
import { MeController } from './examples/me.controller.js';
import { ReportsController } from './examples/reports.controller.js';
import { useDatabase } from './examples/settings.js';
import { VerifyingModule } from './examples/verifying.module.js';

const EXAMPLES = join(import.meta.dirname, 'examples');

/** As a reader has it: our module lies beside their files. */
const asPrinted = (code: string) =>
  code
    .replace(/'(\.\.\/)+src\/social-auth\/index\.js'/g, "'./social-auth/index.js'")
    .replace(/'(\.\.\/)+src\/verifier\/index\.js'/g, "'./verifier/index.js'");

/** White space and trailing commas are the printer's. */
const plain = (code: string) => code.replace(/\s+/g, '').replace(/,([)\]}])/g, '$1');

describe('the code in the documentation', () => {
  const examples = readdirSync(EXAMPLES).map((name) =>
    plain(asPrinted(readFileSync(join(EXAMPLES, name), 'utf8'))),
  );
  const documents = [
    'README.md',
    ...readdirSync('docs')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  const snippets = documents.flatMap((name) =>
    [...readFileSync(name, 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
      ([, code = '']) => [name, code] as const,
    ),
  );

  it('is there', () => {
    expect(snippets.length).toBeGreaterThan(5);
  });

  it.each(snippets)('of %s is that of an example which is compiled and run', (_, code) => {
    expect(examples.filter((example) => example.includes(plain(code)))).not.toEqual([]);
  });
});

describe('the examples', () => {
  let base: TestApp;
  let app: ModuleApp;

  beforeAll(async () => {
    base = await TestApp.start('fastify');
    // GitLab as the stand-in would play it: its authorize page, and an answer of GitLab's shape.
    const { github } = base.emulator;
    base.emulator.registerRedirectUri('github', `${base.origin}/auth/gitlab/callback`);
    const provider = {
      ...gitlab(github),
      authorizationUrl: github.authorizationUrl,
      tokenUrl: github.tokenUrl,
      profileUrls: { user: github.userUrl },
    };
    app = await ModuleApp.start(base, 'fastify', {
      controllers: [MeController, ReportsController, ActivityController],
      providers: [guardEverything, GqlAuthGuard, AccountMails, Mailer],
      options: { providers: [provider], accessTokenClaims },
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  it('log people in through a provider of one’s own', async () => {
    base.emulator.addPersona({
      id: 'tanuki',
      github: {
        answer: { username: 'tanuki', email: 'tanuki@example.com', confirmed_at: '2026-01-01' },
      },
    });
    const browser = app.browser();
    expect((await browser.request('/login')).body).toContain('Continue with GitLab');
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
    const disabled = await browser.submit('/reports/authors/x/disable');
    expect(disabled.status).toBe(403);
    const removed = await browser.request('/reports', {
      method: 'DELETE',
      headers: { origin: base.origin },
    });
    expect(JSON.parse(removed.body)).toEqual({ deleted: true });
  });

  it('mail whoever is new, and show a supporter what they did', async () => {
    base.emulator.addPersona({
      id: 'fox',
      github: {
        answer: { username: 'fox', email: 'fox@example.com', confirmed_at: '2026-01-01' },
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

  it('show a stranger what is public', async () => {
    const stranger = app.browser();
    expect(JSON.parse((await stranger.request('/reports/status')).body)).toEqual({ up: true });
    expect(
      (await stranger.request('/reports', { headers: { accept: 'application/json' } })).status,
    ).toBe(401);
  });

  it('are whole modules', async () => {
    const prisma = useDatabase(base.database.url);
    const { AppModule } = await import('./examples/app.module.js');
    const { NestFactory } = await import('@nestjs/core');
    const whole = await NestFactory.createApplicationContext(AppModule, { logger: false });
    await whole.close();
    const verifying = await NestFactory.createApplicationContext(VerifyingModule, {
      logger: false,
    });
    await verifying.close();
    await prisma.$disconnect();
  });
});
