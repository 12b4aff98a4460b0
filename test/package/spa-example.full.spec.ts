import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { TestApp } from '../support/test-app.js';
import { AppUnderTest } from './app-under-test.js';
import { copyExample } from './example-app.js';
import { PackedPackage, run } from './packed-package.js';

describe('the example of a single-page app on another origin', () => {
  let packed: PackedPackage;
  let api: TestApp;
  let spa: AppUnderTest;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const origin = `http://localhost:${await freePort()}`;
    const variables = { CORS_ORIGINS: origin, CLIENT_REDIRECT_URIS: `${origin}/callback` };
    packed = await PackedPackage.create();
    [api, browser] = await Promise.all([TestApp.start('fastify', variables), launchBrowser()]);
    const directory = join(packed.directory, 'spa');
    await copyExample('spa', directory);
    const manifest = join(directory, 'package.json');
    const text = await readFile(manifest, 'utf8');
    const installed = `$1"file:${packed.tarball}"`;
    await writeFile(manifest, text.replace(/("nestjs-social-auth": )"[^"]+"/, installed));
    await run(directory, 'npm install --no-audit --no-fund');
    await run(directory, 'npm run build', { VITE_API_URL: api.origin });
    const command = `npx vite preview --strictPort --port ${new URL(origin).port}`;
    spa = await AppUnderTest.start(directory, command, { PUBLIC_URL: origin });
  }, 900_000);
  afterAll(async () => {
    await browser?.close();
    await spa?.stop();
    await api?.stop();
    await packed?.remove();
  });
  beforeEach(async () => {
    page = await (await browser.newContext()).newPage();
    await page.goto(spa.origin);
    await press('Sign in');
    await press('Continue with Google');
  });

  const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

  it('signs in, calls the API, and signs out', async () => {
    await press(/Vera Sample/);
    await heading('Vera Sample');
    expect(page.url()).toBe(`${spa.origin}/`);
    await press('Sign out');
    await heading('Welcome');
    expect(await api.prisma.session.count({ where: { revokedAt: null } })).toBe(0);
  });

  it('shows a canceled login on its own page, with the support code, and offers another login', async () => {
    await press('Cancel');
    await heading('You are not signed in');
    expect(page.url()).toBe(`${spa.origin}/callback`);
    expect(await page.getByText(/^Support code: \w{4}-\w{4}$/).count()).toBe(1);
    await press('Try again');
    await press('Continue with Google');
    await press(/Vera Sample/);
    await heading('Vera Sample');
  });

  it('shows a login that failed at the provider on its own page', async () => {
    api.emulator.injectFault({ endpoint: 'token', kind: 'status', status: 500, times: 1 });
    await press(/Vera Sample/);
    await heading('The login has failed');
    expect(page.url()).toBe(`${spa.origin}/callback`);
  });
});
