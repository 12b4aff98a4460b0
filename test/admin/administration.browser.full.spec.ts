import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { expectNoAxeViolations, launchBrowser, screenshots } from '../support/browser.js';
import { itInFullRun } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { signInAdmin, signInUser } from './admin-app.js';

/** A folder in which to keep the screenshots. */
const KEEP = process.env['ADMIN_SCREENSHOTS'];

describe('an administrator in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    [app, browser] = await Promise.all([TestApp.start('fastify'), launchBrowser()]);
    folder = KEEP ?? (await mkdtemp(join(tmpdir(), 'admin-')));
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    if (KEEP === undefined) await rm(folder, { recursive: true });
  });

  async function signIn(page: Page, persona: RegExp): Promise<void> {
    await page.goto(`${app.origin}/login`);
    await page.getByRole('button', { name: 'Continue with Google' }).click();
    await page.getByRole('button', { name: persona }).click();
    await page.waitForURL(`${app.origin}/`);
  }

  itInFullRun(
    'finds a user, gives and takes a role, signs out, disables, enables and deletes',
    async () => {
      await signInAdmin(app);
      const nemo = await signInUser(app, 'nemo');
      await app.prisma.user.createMany({
        data: Array.from({ length: 60 }, (_, index) => ({
          name: `Customer ${index}`,
          email: `customer${index}@example.com`,
          emailVerified: index % 2 === 0,
        })),
      });
      const page = await (await browser.newContext()).newPage();
      await signIn(page, /Vera Sample/);

      await page.goto(`${app.origin}/admin/users`);
      await expectNoAxeViolations(page);
      await screenshots(page, folder, 'users');
      await page.getByRole('link', { name: 'Next page' }).click();
      await page.getByRole('link', { name: 'First page' }).waitFor();

      await page.getByRole('searchbox').fill('customer 1');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'Customer 12' }).waitFor();
      await screenshots(page, folder, 'search');
      await page.getByRole('searchbox').fill('nobody');
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByText('No user matches.').waitFor();
      await screenshots(page, folder, 'no-match');

      await page.getByRole('searchbox').fill(nemo.userId.slice(0, 13));
      await page.keyboard.press('Enter');
      await page.locator(`a[href="/admin/users/${nemo.userId}"]`).click();
      await page.getByRole('heading', { name: 'Roles' }).waitFor();

      await page.getByRole('checkbox', { name: 'admin' }).check();
      await page.getByRole('button', { name: 'Save roles' }).click();
      await page.getByText('The roles are saved.').waitFor();
      expect((await nemo.browser.request('/admin/users')).status).toBe(200);
      await page.getByRole('checkbox', { name: 'admin' }).uncheck();
      await page.getByRole('button', { name: 'Save roles' }).click();
      await page.getByText('The roles are saved.').waitFor();
      expect((await nemo.browser.request('/admin/users')).status).toBe(403);
      await expectNoAxeViolations(page);
      await screenshots(page, folder, 'user');

      await page.getByRole('button', { name: /^Sign out of/ }).click();
      await page.getByText('The session is signed out.').waitFor();
      await page.getByText('Not signed in anywhere.').waitFor();

      const actions = page.locator('section[aria-labelledby="actions"]');
      await actions.locator('summary', { hasText: 'Disable user' }).click();
      await expectNoAxeViolations(page);
      await screenshots(page, folder, 'confirmation');
      await actions.getByRole('button', { name: 'Disable user' }).click();
      await page.getByText('The user is disabled and signed out everywhere.').waitFor();
      await page.getByText('Disabled', { exact: true }).waitFor();
      await screenshots(page, folder, 'disabled');
      await page.getByRole('button', { name: 'Enable user' }).click();
      await page.getByText('The user can sign in again.').waitFor();

      await actions.locator('summary', { hasText: 'Delete user' }).click();
      await actions.getByRole('button', { name: 'Delete user' }).click();
      await page.getByText('The user is deleted.').waitFor();
      expect(new URL(page.url()).pathname).toBe('/admin/users');
      expect(await app.prisma.user.findUnique({ where: { id: nemo.userId } })).toBeNull();

      await page.getByRole('searchbox').fill('vera');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'Vera Sample' }).click();
      await page.getByText('This is you.').waitFor();
      await expectNoAxeViolations(page);
      await screenshots(page, folder, 'self');
    },
    120_000,
  );

  itInFullRun('is asked to sign in again after a while, and returns to the user', async () => {
    const nemo = await signInUser(app, 'nemo');
    const page = await (await browser.newContext()).newPage();
    await signIn(page, /Vera Sample/);
    await page.goto(`${app.origin}/admin/users/${nemo.userId}`);
    await app.moveClock(6 * 60);
    try {
      await page.getByRole('button', { name: 'Save roles' }).click();
      await page.getByText('It has been a while. Please sign in again to continue.').waitFor();
      await page.getByRole('button', { name: 'Continue with Google' }).click();
      await page.getByRole('button', { name: /Vera Sample/ }).click();
      await page.waitForURL(`${app.origin}/admin/users/${nemo.userId}`);
      await page.getByRole('button', { name: 'Save roles' }).click();
      await page.getByText('The roles are saved.').waitFor();
    } finally {
      await app.moveClock(0);
    }
  });

  itInFullRun('who lost the role sees an error page on the next click', async () => {
    const { userId } = await signInAdmin(app, 'una');
    const page = await (await browser.newContext()).newPage();
    await signIn(page, /Una Sample/);
    await page.goto(`${app.origin}/admin/users`);
    await app.prisma.user.update({ where: { id: userId }, data: { roles: [] } });
    await expect
      .poll(async () => (await page.goto(`${app.origin}/admin/users`))?.status(), { timeout: 1500 })
      .toBe(403);
    await page.getByText('You may not do that').waitFor();
  });
});
