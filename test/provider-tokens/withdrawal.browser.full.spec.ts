import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectNoAxeViolations, launchBrowser } from '../support/browser.js';
import type { TestApp } from '../support/test-app.js';
import { linkedUser, startTokensApp } from './tokens-app.js';

const WITHDRAW = 'Withdraw access at GitHub';

describe('the access section of the account page in Chromium', () => {
  let app: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    [app, browser] = await Promise.all([startTokensApp('fastify'), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  it('withdraws the access with the keyboard, without JavaScript, after a confirmation', async () => {
    const page = await openAccountPage(false);
    await page.locator('summary', { hasText: WITHDRAW }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: WITHDRAW }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Access at GitHub withdrawn. You can still sign in with it.').waitFor();
    expect(await page.getByRole('button', { name: WITHDRAW }).count()).toBe(0);
  });

  it('is accessible, with the confirmation closed and open', async () => {
    const page = await openAccountPage(true);
    await expectNoAxeViolations(page);
    await page.locator('summary', { hasText: WITHDRAW }).click();
    await expectNoAxeViolations(page);
    expect(await page.getByRole('button', { name: WITHDRAW }).count()).toBe(1);
  });

  /** Opens the account page of a user who has granted access. */
  async function openAccountPage(javaScriptEnabled: boolean): Promise<Page> {
    const { browser: signedIn } = await linkedUser(app);
    const context = await browser.newContext({ javaScriptEnabled });
    const url = app.origin;
    const cookies = [...signedIn.cookies].map(([name, value]) => ({ name, value, url }));
    await context.addCookies(cookies);
    const page = await context.newPage();
    await page.goto(url);
    return page;
  }
});
