import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProviderEmulator } from '../../src/emulator/index.js';
import { expectNoAxeViolations, launchBrowser, SCREENS } from '../support/browser.js';
import { authorizationUrl, startEmulator } from './oauth-client.js';

let emulator: ProviderEmulator;
let browser: Browser;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  [emulator, browser] = await Promise.all([startEmulator(), launchBrowser()]);
  page = await browser.newPage();
  page.on('console', (message) => problems.push(message.text()));
});
afterAll(async () => {
  await browser.close();
  await emulator.stop();
});

function controls() {
  return page.locator('button, summary').filter({ visible: true }).all();
}

describe('the account chooser in Chromium', () => {
  beforeEach(async () => {
    await page.goto(authorizationUrl(emulator, 'github'));
  });

  it('has no axe violations in light and dark mode, and does not violate its Content-Security-Policy', async () => {
    await page.locator('summary').click();
    await page.setViewportSize(SCREENS.phone);
    await page.emulateMedia({ colorScheme: 'light' });
    await expectNoAxeViolations(page);
    await page.setViewportSize(SCREENS.desktop);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectNoAxeViolations(page);
    expect(problems).toEqual([]);
  });

  it('fits a width of 320 px, with controls at least 44 px high', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.locator('summary').click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    for (const control of await controls()) {
      expect((await control.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
  });

  it('is usable with the keyboard only, in reading order', async () => {
    for (const control of await controls()) {
      await page.keyboard.press('Tab');
      expect(await control.evaluate((element) => element.matches(':focus-visible'))).toBe(true);
    }
  });

  it('has a button for each persona, with name, account and description as accessible name', async () => {
    const name = 'Vera Sample @vera · vera@example.com Email address verified';
    expect(await page.getByRole('button', { name, exact: true }).count()).toBe(1);
  });
});

describe('the account chooser with optional scopes in Chromium', () => {
  const scope = ['openid', 'calendar.readonly', 'contacts.other.readonly']
    .map((name) => (name === 'openid' ? name : `https://www.googleapis.com/auth/${name}`))
    .join(' ');

  beforeEach(async () => {
    await page.goto(authorizationUrl(emulator, 'google', { scope }));
  });

  it('has no axe violations in light and dark mode, and fits a width of 320 px', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.emulateMedia({ colorScheme: 'light' });
    await expectNoAxeViolations(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectNoAxeViolations(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });

  it('has selected checkboxes at least 44 px high, in a named group', async () => {
    const group = page.getByRole('group', { name: 'Allow the application to' });
    const boxes = await group.getByRole('checkbox', { checked: true }).all();
    const labels = await group.locator('label').all();
    expect([boxes.length, labels.length]).toEqual([2, 2]);
    for (const label of labels) {
      expect((await label.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
  });
});

it('the error page has no axe violations', async () => {
  await page.goto(emulator.origin);
  await page.getByRole('heading', { name: 'The request failed' }).waitFor();
  await expectNoAxeViolations(page);
});
