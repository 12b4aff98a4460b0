import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, SCHEMES } from '../support/browser.js';
import { TestApp } from '../support/test-app.js';

/** `npm run screenshots` writes the screenshots of the README. The full run discards them. */
const KEEP = process.env['SCREENSHOTS'] === 'keep';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

describe('the screenshots of the README', () => {
  let app: TestApp;
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    [app, browser] = await Promise.all([TestApp.start('fastify'), launchBrowser()]);
    folder = KEEP ? 'docs/images' : await mkdtemp(join(tmpdir(), 'screenshots-'));
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    if (!KEEP) await rm(folder, { recursive: true });
  });

  it('show the login page and the account page of the reference app', async () => {
    const page = await newPage({ viewport: { width: 720, height: 560 } });
    await page.goto(app.origin);
    await screenshots(page, 'login');
    await signIn(page);
    await page.getByRole('button', { name: 'Connect GitHub' }).click();
    await page.getByRole('button', { name: /Vera Sample/ }).click();
    await page.getByText('GitHub connected.').waitFor();
    await signIn(await newPage({ userAgent: IPHONE }));
    await page.setViewportSize({ width: 720, height: 1018 });
    await page.reload();
    await screenshots(page, 'account');
  });

  async function newPage(options: BrowserContextOptions): Promise<Page> {
    return (await browser.newContext(options)).newPage();
  }

  async function signIn(page: Page): Promise<void> {
    await page.goto(app.origin);
    await page.getByRole('button', { name: 'Continue with Google' }).click();
    await page.getByRole('button', { name: /Vera Sample/ }).click();
    await page.waitForURL(`${app.origin}/`);
  }

  async function screenshots(page: Page, name: string): Promise<void> {
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const path = join(folder, `${name}-${colorScheme}.png`);
      await page.screenshot({ path, animations: 'disabled' });
      expect((await stat(path)).size).toBeGreaterThan(10_000);
    }
  }
});
