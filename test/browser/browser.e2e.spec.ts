import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectNoAxeViolations, launchBrowser } from '../support/browser.js';
import { TestApp } from '../support/test-app.js';

describe('in a browser', () => {
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
    person = /Vera Sample/,
    on = page,
  ): Promise<void> {
    await on.goto(app.origin);
    await press(`Continue with ${label}`, on);
    await press(person, on);
    await on.waitForURL(`${app.origin}/`);
  }

  it.each(['Google', 'GitHub'] as const)(
    'a person signs in with %s, comes back, and signs out',
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

  it('a person closes the browser and comes back still signed in', async () => {
    await signIn('Google');
    const { cookies } = await context.storageState();
    const now = Date.now() / 1000;
    expect(cookies.find(({ name }) => name === 'refresh')?.expires).toBeGreaterThan(now + 86_400);
    // What a closed browser has left a day later: the access cookie has expired.
    await context.close();
    context = await browser.newContext({
      storageState: { cookies: cookies.filter(({ name }) => name !== 'access'), origins: [] },
    });
    page = await context.newPage();
    await page.goto(app.origin);
    await expectHeading('Vera Sample');
  });

  it.each(['Google', 'GitHub'] as const)(
    'a person who cancels at %s finds the way back',
    async (label) => {
      await page.goto(app.origin);
      await press(`Continue with ${label}`);
      await press('Cancel');
      await expectHeading('Sign-in canceled');
      await expectNoAxeViolations(page);
      await press(`Try again with ${label}`);
      await press(/Vera Sample/);
      await expectHeading('Vera Sample');
    },
  );

  it('two tabs sign in at once and do not disturb each other', async () => {
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

  it('a person sees both their browsers and ends one from the other', async () => {
    const elsewhere = await browser.newContext({
      userAgent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    });
    const phone = await elsewhere.newPage();
    await signIn('Google', /Una Sample/, phone);
    await signIn('Google', /Una Sample/);
    await expectText('This device');
    await page.getByRole('button', { name: 'End session of Safari on iPhone' }).click();
    await expectText('That session has ended.');
    await expectText('You are not signed in anywhere else.');
    await expectNoAxeViolations(page);
    await phone.reload();
    await phone.waitForURL(`${app.origin}/login`);
    await elsewhere.close();
  });

  it('a login works by keyboard alone', async () => {
    await page.goto(app.origin);
    await page.keyboard.press('Tab');
    while ((await focused()) !== 'Continue with GitHub') await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Vera Sample/ }).waitFor();
    while (!(await focused()).includes('Vera Sample')) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expectHeading('Vera Sample');
  });

  it('a page that needs a login leads there and back again', async () => {
    await page.goto(`${app.origin}/api/me`);
    await expectText('Please sign in to see that page.');
    await press('Continue with Google');
    await press(/Vera Sample/);
    await page.waitForURL(`${app.origin}/api/me`);
  });

  it('a provider that fails is told of, with a way on', async () => {
    app.emulator.fault({ endpoint: 'token', kind: 'status', status: 503 });
    await page.goto(app.origin);
    await press('Continue with Google');
    await press(/Vera Sample/);
    await expectHeading('Google is not answering properly');
    await expectNoAxeViolations(page);
    app.emulator.clearFaults();
    await press('Try again with Google');
    await press(/Vera Sample/);
    await expectHeading('Vera Sample');
  });

  it('no page breaks its own policy or loads anything that fails', async () => {
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('requestfailed', (request) => complaints.push(request.url()));
    await signIn('GitHub');
    await page.screenshot();
    await press(/^Sign out$/);
    await page.waitForURL(`${app.origin}/login`);
    expect(complaints).toEqual([]);
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
