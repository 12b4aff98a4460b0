import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, SCREENS } from '../support/browser.js';
import { TestApp } from '../support/test-app.js';

/** `npm run screenshots` writes the screenshots of the README. A test run discards them. */
const KEEP = process.env['SCREENSHOTS'] === 'keep';

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

  it.each(['light', 'dark'] as const)('show the reference app in %s mode', async (colorScheme) => {
    const context = await browser.newContext({
      viewport: { width: 720, height: 560 },
      colorScheme,
    });
    const page = await context.newPage();
    const screenshot = async (name: string) => {
      const path = join(folder, `${name}-${colorScheme}.png`);
      await page.screenshot({ path, animations: 'disabled' });
      expect((await stat(path)).size).toBeGreaterThan(10_000);
    };
    await page.goto(app.origin);
    await screenshot('login');
    await page.getByRole('button', { name: 'Continue with Google' }).click();
    await page.getByRole('button', { name: /Vera Sample/ }).click();
    await page.waitForURL(`${app.origin}/`);
    await page.setViewportSize({ width: 720, height: SCREENS.desktop.height });
    await screenshot('account');
    await context.close();
  });
});
