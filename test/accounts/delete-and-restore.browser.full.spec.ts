import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { DeleteExpired } from '../../src/social-auth/flows/delete-expired.js';
import { expectNoAxeViolations, launchBrowser, screenshots } from '../support/browser.js';
import { itInFullRun } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { ACCEPT_JSON } from '../support/requests.js';
import { freePort } from '../support/free-port.js';
import { TestApp } from '../support/test-app.js';

/** A folder in which to keep the screenshots. */
const KEEP = process.env['ACCOUNT_SCREENSHOTS'];

describe('a person in a browser', () => {
  let base: TestApp;
  let app: ModuleApp;
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    [base, browser] = await Promise.all([TestApp.start('fastify'), launchBrowser()]);
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    base.emulator.registerRedirectUri('google', `${origin}/auth/google/callback`);
    const { database, emulator } = base;
    const options = { deletionGracePeriod: '30d' } as const;
    app = await ModuleApp.start({ origin, database, emulator }, 'fastify', { options, port });
    folder = KEEP ?? (await mkdtemp(join(tmpdir(), 'restore-')));
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    await base.stop();
    if (KEEP === undefined) await rm(folder, { recursive: true });
  });

  /** Checks a page, and takes its pictures. */
  async function checkPage(page: Page, name: string): Promise<void> {
    await expectNoAxeViolations(page);
    await screenshots(page, folder, name);
  }

  async function signIn(page: Page): Promise<void> {
    await page
      .getByRole('button', { name: /Google$/ })
      .first()
      .click();
    await page.getByRole('button', { name: /Vera Sample/ }).click();
  }

  itInFullRun(
    'deletes the account, hesitates at the next login, restores it, and deletes it for good',
    async () => {
      const page = await (await browser.newContext()).newPage();
      await page.goto(app.origin);
      await signIn(page);
      const phone = await base.signedIn('google', 'vera', app.browser());
      await page.goto(app.origin);
      await page.getByRole('heading', { name: 'Was this you?' }).waitFor();
      await checkPage(page, 'account');

      await page.getByRole('link', { name: 'Delete account' }).click();
      await page.getByRole('heading', { name: 'Delete your account?' }).waitFor();
      await checkPage(page, 'delete');
      // The browser requires the confirmation.
      await page.getByRole('button', { name: 'Delete account' }).click();
      expect(page.url()).toContain('/auth/account/delete');
      await page.getByRole('checkbox', { name: 'Yes, I want to delete my account.' }).check();
      await page.getByRole('button', { name: 'Delete account' }).click();
      await page.getByText('You are signed out, and your account will be deleted.').waitFor();
      await checkPage(page, 'deletion-requested');
      expect((await phone.request('/auth/sessions', { headers: ACCEPT_JSON })).status).toBe(401);

      await signIn(page);
      await page.getByRole('heading', { name: 'Restore your account?' }).waitFor();
      await checkPage(page, 'restore');
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('You canceled the sign-in.').waitFor();
      await page.goto(app.origin);
      expect(page.url()).toContain('/login');

      await signIn(page);
      await page.getByRole('button', { name: 'Restore account' }).click();
      await page.getByText('Your account is restored and will not be deleted.').waitFor();
      await page.getByText('Account restored').waitFor();
      await checkPage(page, 'restored');
      expect((await phone.request('/auth/sessions', { headers: ACCEPT_JSON })).status).toBe(401);

      await page.getByRole('link', { name: 'Delete account' }).click();
      await page.getByRole('checkbox').check();
      await page.getByRole('button', { name: 'Delete account' }).click();
      await page.getByText('your account will be deleted').waitFor();
      const { id } = await base.prisma.user.findFirstOrThrow();
      await base.prisma.user.update({ where: { id }, data: { deleteAfter: new Date(0) } });
      await app.app.get(DeleteExpired, { strict: false }).run();
      await signIn(page);
      await page.getByText('Account created with Google').waitFor();
      expect(await base.prisma.user.findUnique({ where: { id } })).toBeNull();
    },
    120_000,
  );
});
