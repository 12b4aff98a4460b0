import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProviderName } from '../../src/emulator/index.js';
import { CapturedLog } from '../support/captured-log.js';
import { ModuleApp } from '../support/module-app.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

const REDIRECT_URI = 'com.example.app:/callback';

interface Me {
  readonly id: string;
  readonly email: string | null;
}

describe.each(MAIN_ADAPTERS)('a user model with a unique email address on %s', (adapter) => {
  let app: TestApp;
  /** The same with a pool, through which the statements of the module bypass Prisma. */
  let withoutPool: ModuleApp;
  let log: CapturedLog;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { CLIENT_REDIRECT_URIS: REDIRECT_URI });
    await app.prisma.$executeRaw`CREATE UNIQUE INDEX "User_email_key" ON "User" ("email")`;
    withoutPool = await ModuleApp.start(app, adapter, {});
  });
  afterAll(async () => {
    await withoutPool.stop();
    await app.stop();
  });
  beforeEach(() => {
    log = CapturedLog.start();
  });
  afterEach(() => log.stop());

  const callback = async (browser: TestBrowser, provider: ProviderName, persona: string) =>
    app.emulator.approve(await browser.begin(provider), persona);

  it.each([
    ['with a pool', () => app.browser()],
    ['without a pool', () => withoutPool.browser()],
  ])(
    'rejects a login with the address of another user, and writes nothing, %s',
    async (_, open) => {
      await app.signedIn('google', 'vera');
      const before = await app.rows();
      const browser = open();
      const page = await browser.request(await callback(browser, 'github', 'vera'));
      expect(page.status).toBe(409);
      expect(page.body).toContain('You already have an account');
      expect(page.body).toContain('sign in the way you did before, then connect GitHub');
      expect(page.body).toContain('href="/login"');
      expect(browser.cookie('access')).toBeUndefined();
      const json = await browser.request(await callback(browser, 'github', 'vera'), {
        headers: { accept: 'application/json' },
      });
      expect(json.status).toBe(409);
      expect(JSON.parse(json.body)).toMatchObject({ code: 'user_exists' });
      expect(log.lines.join('\n')).toMatch(
        /user_exists .*: a unique field of the user model already/,
      );
      expect(log.lines.join('\n')).not.toContain('vera@');
      const { sessions, ...rows } = await app.rows();
      expect({ sessions, ...rows }).toEqual(before);
    },
  );

  it('allows that login after the account is linked', async () => {
    app.emulator.addPersona({ id: 'links' });
    const browser = await app.signedIn('google', 'links');
    const { id } = await browser.json<Me>('/api/me');
    const { location } = await browser.submit('/auth/github/link');
    expect((await browser.request(await app.emulator.approve(location, 'links'))).status).toBe(303);
    expect(await (await app.signedIn('github', 'links')).json<Me>('/api/me')).toMatchObject({ id });
  });

  it('lets concurrent first logins with one address create one user', async () => {
    app.emulator.addPersona({ id: 'parallel' });
    const before = await app.rows();
    const statuses = await Promise.all(
      (['google', 'github'] as const).map(async (provider) => {
        const browser = app.browser();
        return (await browser.request(await callback(browser, provider, 'parallel'))).status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([303, 409]));
    expect((await app.rows()).users).toBe(before.users + 1);
  });

  it.each([
    ['with a pool', () => app.browser()],
    ['without a pool', () => withoutPool.browser()],
  ])(
    'keeps the stored address when that of the provider changes to one of another user, %s',
    async (name, open) => {
      const id = `changes-${name.replaceAll(' ', '-')}`;
      app.emulator.addPersona({ id });
      app.emulator.addPersona({ id: `${id}-other` });
      await app.signedIn('google', `${id}-other`);
      const before = await (await app.signedIn('google', id)).json<Me>('/api/me');
      app.emulator.updatePersona(id, { google: { email: `${id}-other@example.com` } });
      const browser = open();
      expect((await browser.request(await callback(browser, 'google', id))).status).toBe(303);
      const after = await app.prisma.user.findUniqueOrThrow({ where: { id: before.id } });
      expect(after.email).toBe(before.email);
      expect(log.lines.join('\n')).toContain('was not updated from its profile');
      app.emulator.updatePersona(id, { google: { email: `${id}-new@example.com` } });
      const later = await (await app.signedIn('google', id)).json<Me>('/api/me');
      expect(later).toMatchObject({ id: before.id, email: `${id}-new@example.com` });
    },
  );

  it('rejects the login of a native app with access_denied', async () => {
    app.emulator.addPersona({ id: 'native' });
    await app.signedIn('google', 'native');
    const browser = app.browser();
    const { location } = await browser.submit('/auth/github', {
      redirect_uri: REDIRECT_URI,
      code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const response = await browser.request(await app.emulator.approve(location, 'native'));
    expect(response.location).toMatch(/^com\.example\.app:\/callback\?error=access_denied&/);
  });
});
