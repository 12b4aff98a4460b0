import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FULL_RUN, itInFullRun } from '../support/full-run.js';
import { expectNoAxeViolations, launchBrowser } from '../support/browser.js';
import { TestApp } from '../support/test-app.js';
import { continueInBrowser } from '../docs/examples/continue-in-browser.js';

/** The full run uses both. The tests of the emulator cover the account page of each. */
const PROVIDERS = FULL_RUN ? (['Google', 'GitHub'] as const) : (['GitHub'] as const);

describe('the reference app in Chromium', () => {
  let app: TestApp;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    [app, browser] = await Promise.all([TestApp.start('fastify'), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());

  const press = (name: string | RegExp, on = page) => on.getByRole('button', { name }).click();

  async function signIn(
    label: 'Google' | 'GitHub',
    persona = /Vera Sample/,
    on = page,
  ): Promise<void> {
    await on.goto(app.origin);
    await press(`Continue with ${label}`, on);
    await press(persona, on);
    await on.waitForURL(`${app.origin}/`);
  }

  it.each(PROVIDERS)(
    'signs in with %s, stays signed in after a reload, and signs out',
    async (label) => {
      await signIn(label);
      await expectHeading('Vera Sample');
      await expectText(`Signed in with ${label}`);
      await expectText('vera@example.com');
      await expectNoAxeViolations(page);

      await page.reload();
      await expectHeading('Vera Sample');

      await press(/^Sign out$/);
      await page.waitForURL(`${app.origin}/login`);
      await expectText('You are signed out.');
      await expectText('Last used');
      await page.goBack();
      await page.waitForURL(`${app.origin}/login`);
    },
  );

  itInFullRun('stays signed in after the browser was closed', async () => {
    await signIn('Google');
    const { cookies } = await context.storageState();
    const now = Date.now() / 1000;
    expect(cookies.find(({ name }) => name === 'refresh')?.expires).toBeGreaterThan(now + 86_400);
    // The state of a browser a day later: the access cookie has expired.
    await context.close();
    context = await browser.newContext({
      storageState: { cookies: cookies.filter(({ name }) => name !== 'access'), origins: [] },
    });
    page = await context.newPage();
    await page.goto(app.origin);
    await expectHeading('Vera Sample');
  });

  it('continues with the session that a test has opened', async () => {
    await continueInBrowser(app.app, context);
    await page.goto(app.origin);
    await expectHeading('Vera Sample');
  });

  itInFullRun('returns to the login page after the user cancels at the provider', async () => {
    await page.goto(app.origin);
    await press('Continue with GitHub');
    await press('Cancel');
    await expectHeading('Sign in');
    expect(await page.getByRole('status').textContent()).toBe('You canceled the sign-in.');
    await expectNoAxeViolations(page);
    await page.reload();
    expect(await page.getByRole('status').textContent()).toBe('You canceled the sign-in.');
    await press('Continue with GitHub');
    await press(/Vera Sample/);
    await expectHeading('Vera Sample');
  });

  itInFullRun('signs in in two tabs at the same time', async () => {
    const other = await context.newPage();
    await page.goto(app.origin);
    await other.goto(app.origin);
    await press('Continue with Google');
    await press('Continue with GitHub', other);
    await press(/Vera Sample/);
    await press(/Una Sample/, other);
    await other.waitForURL(`${app.origin}/`);
    expect(await other.getByRole('heading', { level: 1 }).textContent()).toBe('Una Sample');
    await page.reload();
    await expectHeading('Una Sample');
  });

  itInFullRun('shows both browsers of a user and signs out of one from the other', async () => {
    const elsewhere = await browser.newContext({
      userAgent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    });
    const phone = await elsewhere.newPage();
    await signIn('Google', /Una Sample/, phone);
    await signIn('Google', /Una Sample/);
    await expectText('This device');
    await page.getByRole('button', { name: 'Sign out of Safari on iPhone' }).click();
    await expectText('You are signed out on that device.');
    await expectText('You are not signed in anywhere else.');
    await expectNoAxeViolations(page);
    await phone.reload();
    await phone.waitForURL(`${app.origin}/login`);
    await elsewhere.close();
  });

  itInFullRun('signs out everywhere after a confirmation with the keyboard', async () => {
    const other = await browser.newContext();
    const otherPage = await other.newPage();
    await signIn('Google', /Una Sample/, otherPage);
    await signIn('Google', /Una Sample/);
    await page.locator('summary', { hasText: 'Sign out everywhere' }).focus();
    await page.keyboard.press('Enter');
    await expectText('This signs you out on all your devices');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Sign out everywhere');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${app.origin}/login`);
    await expectText('You are signed out everywhere.');
    await otherPage.reload();
    await otherPage.waitForURL(`${app.origin}/login`);
    await other.close();
  });

  it('connects an account and disconnects it after a confirmation', async () => {
    app.emulator.addPersona({ id: 'linda', name: 'Linda Sample' });
    await signIn('Google', /Linda Sample/);
    await press('Connect GitHub');
    await press(/Linda Sample/);
    await expectText('GitHub connected.');
    await page.locator('summary', { hasText: 'Disconnect GitHub' }).click();
    await expectText('You will not be able to sign in with this GitHub account.');
    await expectNoAxeViolations(page);
    await press('Disconnect GitHub');
    await expectText('GitHub disconnected. Other devices that used it were signed out.');
    expect(await page.locator('summary', { hasText: 'Disconnect' }).count()).toBe(0);
  });

  itInFullRun('signs in and out in the language of the browser, from right to left', async () => {
    const arabic = await browser.newContext({ locale: 'ar-EG' });
    const tab = await arabic.newPage();
    await tab.goto(app.origin);
    await expectNoAxeViolations(tab);
    await press(/المتابعة باستخدام.*Google/, tab);
    await press(/Vera Sample/, tab);
    await tab.waitForURL(`${app.origin}/`);
    expect(await tab.locator('html[lang=ar][dir=rtl]').count()).toBe(1);
    await expectNoAxeViolations(tab);
    await tab.getByRole('button', { name: 'تسجيل الخروج', exact: true }).click();
    expect(await tab.getByRole('status').textContent()).toBe('تم تسجيل خروجك.');
    await arabic.close();
  });

  itInFullRun('signs in with the keyboard only', async () => {
    await page.goto(app.origin);
    await page.keyboard.press('Tab');
    while ((await focused()) !== 'Continue with GitHub') await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Vera Sample/ }).waitFor();
    while (!(await focused()).includes('Vera Sample')) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expectHeading('Vera Sample');
  });

  itInFullRun('returns to the guarded page after the login', async () => {
    await page.goto(`${app.origin}/api/me`);
    await expectText('Please sign in to see that page.');
    await press('Continue with Google');
    await press(/Vera Sample/);
    await page.waitForURL(`${app.origin}/api/me`);
  });

  itInFullRun('shows an error page with a retry button when the provider fails', async () => {
    app.emulator.injectFault({ endpoint: 'token', kind: 'status', status: 503 });
    await page.goto(app.origin);
    await press('Continue with Google');
    await press(/Vera Sample/);
    await expectHeading("We couldn't reach Google");
    await expectNoAxeViolations(page);
    app.emulator.clearFaults();
    await press('Try again with Google');
    await press(/Vera Sample/);
    await expectHeading('Vera Sample');
  });

  it('logs no policy violation and no failed request', async () => {
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('requestfailed', (request) => problems.push(request.url()));
    await signIn('GitHub');
    await page.screenshot();
    await press(/^Sign out$/);
    await page.waitForURL(`${app.origin}/login`);
    expect(problems).toEqual([]);
  });

  async function expectHeading(text: string): Promise<void> {
    await page
      .getByRole('heading', { level: 1, name: text, exact: true })
      .waitFor({ timeout: 5000 });
  }

  async function expectText(text: string): Promise<void> {
    await page.getByText(text).first().waitFor({ timeout: 5000 });
  }

  function focused(): Promise<string> {
    return page.evaluate<string>(
      'document.activeElement === document.body ? "" : document.activeElement.textContent.trim()',
    );
  }
});
