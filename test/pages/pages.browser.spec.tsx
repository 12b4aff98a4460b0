import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { ENGLISH, type PageMessages } from '../../src/social-auth/core/messages/english.js';
import { Localization } from '../../src/social-auth/core/messages/localization.js';
import { defaultRouteUrl } from '../../src/social-auth/core/route-urls.js';
import { contentSecurityPolicy } from '../../src/social-auth/pages/content-security-policy.js';
import { renderPage } from '../../src/social-auth/pages/render.js';
import { readTranslation } from '../../src/social-auth/pages/translations/read-translation.js';
import { expectNoAxeViolations, launchBrowser, SCHEMES, SCREENS } from '../support/browser.js';
import { FULL_RUN } from '../support/full-run.js';
import { accentOf, SAMPLES } from './samples.js';

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>';
const CONTROLS = 'a, button, summary, input:not([type="hidden"])';
const LANGUAGES: Readonly<Record<string, PageMessages>> = {
  en: ENGLISH,
  de: readTranslation('de'),
  ar: readTranslation('ar'),
};
const server = createServer(serve);
const violations: string[] = [];
let browser: Browser;
let page: Page;
let origin: string;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not on a TCP port');
  origin = `http://127.0.0.1:${address.port}`;
  browser = await launchBrowser();
  page = await browser.newPage();
  page.on('console', (message) => {
    if (/Content Security Policy|Refused/i.test(message.text())) violations.push(message.text());
  });
});

afterAll(async () => {
  await browser.close();
  server.close();
});

const VIEWS = Object.values(SCREENS).flatMap((screen) =>
  SCHEMES.map((scheme) => [screen, scheme] as const),
);

/** The samples that show each page and each kind of control once. */
const MAIN_SAMPLES = [
  'login',
  'login-last-used',
  'login-redirect',
  'account',
  'account-longest',
  'account-arabic',
  'delete-account',
  'end-session',
  'restore-account',
  'error-branded',
];

/** Every sample in every language in the full run, otherwise the main ones, in another language for each. */
const PAGES = (FULL_RUN ? Object.keys(SAMPLES) : MAIN_SAMPLES).flatMap((name, index) => {
  const locales = Object.keys(LANGUAGES);
  const shown = FULL_RUN ? locales : locales.slice(index % locales.length).slice(0, 1);
  return shown.map((locale) => ({ name, locale, index }));
});

describe.each(PAGES)('$name in $locale', ({ name, locale, index }) => {
  /** Every view in the full run, otherwise another one for each page. */
  const views = FULL_RUN ? VIEWS : VIEWS.slice(index % VIEWS.length).slice(0, 1);

  beforeAll(() => open(name, locale));

  it('has no axe violations on phone and desktop, light and dark, and does not violate its Content-Security-Policy', async () => {
    for (const [viewport, colorScheme] of views) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await expectNoAxeViolations(page);
    }
    expect(violations).toEqual([]);
  });

  it('fits a width of 320 px, with controls at least 44 px high', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    for (const { height, left, right } of await rectangles()) {
      expect(height).toBeGreaterThanOrEqual(44);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(320);
    }
  });

  it('is usable with the keyboard only, in reading order', async () => {
    const count = await controls().count();
    for (let position = 0; position < count; position += 1) {
      await page.keyboard.press('Tab');
      expect(await focused()).toEqual({ position, isVisible: true, outline: 'solid' });
    }
  });
});

test('the avatar shows the initials when the picture fails to load', async () => {
  await open('account-broken-picture');
  const broken = await page.locator('.avatar').screenshot();
  await open('account-no-picture');
  expect(broken.equals(await page.locator('.avatar').screenshot())).toBe(true);
});

test('the button of the last used provider has the description "Last used"', async () => {
  await open('login-last-used');
  const button = page.getByRole('button', { name: 'Continue with GitHub', exact: true });
  expect(await button.getAttribute('aria-describedby')).toBe('last-used');
  expect(await page.locator('#last-used').textContent()).toBe('Last used');
});

test('a pressed provider button stays pressed until the page of the provider opens', async () => {
  await open('login');
  const button = page.getByRole('button', { name: 'Continue with Google' });
  const background = () => button.evaluate((element) => getComputedStyle(element).backgroundImage);
  expect(await background()).toBe('none');
  await button.hover();
  await page.mouse.down();
  // Released elsewhere, the button has the focus but does not submit the form.
  await page.mouse.move(0, 0);
  await page.mouse.up();
  expect(await background()).toContain('gradient');
});

test('a long list of sessions expands without a script and stays accessible', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open('account-twelve-sessions');
  const buttons = page.getByRole('button', { name: /^Sign out of / });
  expect(await buttons.count()).toBe(9);
  await page.getByText('2 more sessions').click();
  expect(await buttons.count()).toBe(11);
  for (const button of await buttons.all()) {
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  }
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await expectNoAxeViolations(page);
});

test('earlier activity expands without a script and stays accessible', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open('account-much-activity');
  const events = page.locator('.event').filter({ visible: true });
  expect(await events.count()).toBe(5);
  await page.getByText('5 earlier events').click();
  expect(await events.count()).toBe(10);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await expectNoAxeViolations(page);
});

test('each sign-out button has the device in its name and the times as its description', async () => {
  await open('account');
  const button = page.getByRole('button', { name: 'Sign out of Safari on iPhone', exact: true });
  const description = await button.getAttribute('aria-describedby');
  expect(await page.locator(`[id="${description}"]`).textContent()).toBe(
    'Last active 2 hours agoSigned in with GitHub 2 weeks ago',
  );
});

test('a confirmation opens without a script, fits 320 px and stays accessible', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open('account');
  for (const label of ['Disconnect GitHub', 'Sign out everywhere']) {
    const details = page.locator('details', { hasText: label });
    await details.locator('summary').click();
    const button = details.getByRole('button', { name: label, exact: true });
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(await details.locator('summary').innerText()).toBe('Cancel');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await expectNoAxeViolations(page);
    await details.locator('summary').click();
    expect(await button.isVisible()).toBe(false);
  }
});

test.each(Object.keys(LANGUAGES))(
  'each text of a session in %s fits on one line at a width of 360 px',
  async (locale) => {
    await page.setViewportSize({ width: 360, height: 640 });
    await open('account', locale);
    for (const paragraph of await page.locator('[id^="session-"] p').all()) {
      // A line is 19.5 to 21 px high.
      expect((await paragraph.boundingBox())?.height).toBeLessThan(30);
    }
  },
);

function controls(): Locator {
  return page.locator(CONTROLS).filter({ visible: true });
}

/** Returns the position of the focused control among the visible ones, and how it shows the focus. */
function focused(): Promise<{ position: number; isVisible: boolean; outline: string }> {
  return page.evaluate((selector) => {
    const element = document.activeElement ?? document.body;
    const all = [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility());
    return {
      position: all.indexOf(element),
      isVisible: element.matches(':focus-visible'),
      outline: getComputedStyle(element).outlineStyle,
    };
  }, CONTROLS);
}

/** Returns the height and the edges of each control. */
function rectangles(): Promise<{ height: number; left: number; right: number }[]> {
  return controls().evaluateAll((elements) =>
    elements.map((element) => {
      // The label of a checkbox is a part of the control.
      const control = element.closest('label') ?? element;
      const { height, left, right } = control.getBoundingClientRect();
      return { height, left, right };
    }),
  );
}

async function open(name: string, locale = 'en'): Promise<void> {
  await page.goto(`${origin}/${locale}/${name}`);
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  const [, locale = '', name = ''] = request.url?.split('/') ?? [];
  if (locale === 'picture.svg') {
    response.setHeader('content-type', 'image/svg+xml').end(PICTURE);
    return;
  }
  const sample = SAMPLES[name];
  const messages = LANGUAGES[locale];
  if (sample === undefined || messages === undefined) {
    response.writeHead(404).end();
    return;
  }
  response
    .setHeader('content-type', 'text/html; charset=utf-8')
    .setHeader(
      'content-security-policy',
      contentSecurityPolicy({ formActions: [], images: ['https:'], ...accentOf(sample) }),
    )
    .end(
      renderPage(sample, defaultRouteUrl, new Localization<typeof ENGLISH>(locale, messages))
        // Only the redirect page has one.
        .replace(/<meta http-equiv="refresh"[^>]*>/, ''),
    );
}
