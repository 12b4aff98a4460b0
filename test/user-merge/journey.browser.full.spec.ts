import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { expectNoAxeViolations, launchBrowser, screenshots } from '../support/browser.js';
import { itInFullRun } from '../support/full-run.js';
import { executeSql } from '../support/database.js';
import { ModuleApp } from '../support/module-app.js';
import { freePort } from '../support/free-port.js';
import { TestApp } from '../support/test-app.js';
import { UserMergeModule } from '../../src/user-merge/index.js';
import { RULES, TABLES } from './merge-app.js';

/** A folder in which to keep the screenshots. */
const KEEP = process.env['MERGE_SCREENSHOTS'];

describe('a person with two users in a browser', () => {
  let base: TestApp;
  let app: ModuleApp;
  let origin: string;
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    [base, browser] = await Promise.all([TestApp.start('fastify'), launchBrowser()]);
    await executeSql(TABLES, base.database.url);
    const port = await freePort();
    origin = `http://localhost:${port}`;
    for (const provider of ['google', 'github'] as const) {
      base.emulator.registerRedirectUri(provider, `${origin}/auth/${provider}/callback`);
    }
    const labels = { en: { Post: 'Posts' }, ar: { Post: 'المنشورات', Subscription: 'الاشتراك' } };
    app = await ModuleApp.start(base, 'fastify', {
      port,
      userFields: { deleteAfter: 'deleteAfter' },
      options: { publicUrl: origin },
      imports: (auth) => [auth, UserMergeModule.forRoot({ models: RULES, labels })],
    });
    folder = KEEP ?? (await mkdtemp(join(tmpdir(), 'merge-')));
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    await base.stop();
    if (KEEP === undefined) await rm(folder, { recursive: true });
  });

  const signIn = async (page: Page, provider: string) => {
    await page.goto(`${origin}/login`);
    await page.getByRole('button', { name: `Continue with ${provider}` }).click();
    await page.getByRole('button', { name: /Mona Merge/ }).click();
    await page.waitForURL(`${origin}/`);
  };
  const checkPage = async (page: Page, name: string) => {
    await expectNoAxeViolations(page);
    await screenshots(page, folder, name);
  };

  itInFullRun(
    'follows the hint, combines them after a preview, and undoes it',
    async () => {
      base.emulator.addPersona({ id: 'mona-merge', name: 'Mona Merge' });
      await signIn(await (await browser.newContext()).newPage(), 'Google');
      const old = await base.prisma.user.findFirstOrThrow();
      await executeSql(
        `INSERT INTO "Post" ("authorId", title) VALUES ('${old.id}', 'first')`,
        base.database.url,
      );
      const context = await browser.newContext();
      const page = await context.newPage();
      await signIn(page, 'GitHub');
      await page.getByText('You may already have an account.').waitFor();
      await checkPage(page, 'hint');

      await page.getByRole('link', { name: 'Combine accounts' }).click();
      await page.getByRole('heading', { name: 'Combine accounts' }).waitFor();
      await checkPage(page, 'start');
      await page.getByRole('button', { name: 'Continue with Google' }).click();
      await page.getByRole('button', { name: /Mona Merge/ }).click();
      await page.getByText('Both accounts are yours.').waitFor();
      expect(await page.getByRole('radio').count()).toBe(2);
      await checkPage(page, 'preview');
      await page.getByRole('radio').nth(1).check();
      await page.getByText('Posts: 1 move here').waitFor();
      await checkPage(page, 'preview-other');

      await page.getByRole('button', { name: 'Combine accounts' }).click();
      await page.getByText('Your accounts are combined.').waitFor();
      expect(await page.getByText('You may already have an account.').count()).toBe(0);
      await checkPage(page, 'combined');

      const section = page.locator('section[aria-labelledby="merges"]');
      await section.locator('summary').click();
      await checkPage(page, 'undo');
      await section.getByRole('button', { name: /^Undo and separate/ }).click();
      await page.getByText('Your accounts are separated again.').waitFor();
      expect(await base.prisma.account.count({ where: { userId: old.id } })).toBe(1);

      await executeSql(
        `INSERT INTO "Subscription" ("userId") SELECT id FROM "User"`,
        base.database.url,
      );
      const storageState = await context.storageState();
      const other = await (await browser.newContext({ locale: 'ar', storageState })).newPage();
      await other.goto(`${origin}/auth/account/merge`);
      await other.getByRole('button', { name: /Google/ }).click();
      await other.getByRole('button', { name: /Mona Merge/ }).click();
      await other.locator('input[type=radio][disabled]').first().waitFor();
      await checkPage(other, 'blocked-arabic');
    },
    120_000,
  );
});
