import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { contentSecurityPolicy } from '../../src/social-auth/pages/content-security-policy.js';
import { renderPage } from '../../src/social-auth/pages/render.js';
import { expectNoAxeViolations, launchBrowser, SCHEMES, SCREENS } from '../support/browser.js';
import { SAMPLES } from './samples.js';

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>';
const server = createServer(serve);
const complaints: string[] = [];
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
    if (/Content Security Policy|Refused/i.test(message.text())) complaints.push(message.text());
  });
});

afterAll(async () => {
  await browser.close();
  server.close();
});

describe.each(Object.keys(SAMPLES))('%s', (name) => {
  it('is accessible on phone and desktop, light and dark, under its own policy', async () => {
    await open(name);
    for (const viewport of Object.values(SCREENS)) {
      await page.setViewportSize(viewport);
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        await expectNoAxeViolations(page);
      }
    }
    expect(complaints).toEqual([]);
  });

  it('fits 320 px, with fingers in mind', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await open(name);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    for (const control of await controls()) {
      const box = await control.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
    }
  });

  it('is usable by keyboard alone, in the order it is read', async () => {
    await open(name);
    for (const control of await controls()) {
      await page.keyboard.press('Tab');
      expect(await control.evaluate((element) => element.matches(':focus-visible'))).toBe(true);
      expect(await control.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe(
        'solid',
      );
    }
  });
});

test('a picture that fails to load looks like no picture: the initials, no broken image', async () => {
  await open('account-broken-picture');
  const broken = await page.locator('.avatar').screenshot();
  await open('account-no-picture');
  expect(broken.equals(await page.locator('.avatar').screenshot())).toBe(true);
});

test('the button used last is named by its provider and described as last used', async () => {
  await open('login-last-used');
  const button = page.getByRole('button', { name: 'Continue with GitHub', exact: true });
  expect(await button.getAttribute('aria-describedby')).toBe('last-used');
  expect(await page.locator('#last-used').textContent()).toBe('Last used');
});

test('the rest of a long list of sessions unfolds without a script, and is accessible then too', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open('account-twelve-sessions');
  const folded = page.getByRole('button', { name: /^End session of / });
  expect(await folded.count()).toBe(9);
  await page.getByText('2 more sessions').click();
  expect(await folded.count()).toBe(11);
  for (const button of await folded.all()) {
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  }
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await expectNoAxeViolations(page);
});

test('earlier activity unfolds without a script, and is accessible then too', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open('account-eventful');
  const events = page.locator('.event').filter({ visible: true });
  expect(await events.count()).toBe(5);
  await page.getByText('5 earlier').click();
  expect(await events.count()).toBe(10);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await expectNoAxeViolations(page);
});

test('each button that ends a session is named by its device and described by its times', async () => {
  await open('account');
  const button = page.getByRole('button', { name: 'End session of Safari on iPhone', exact: true });
  const description = await button.getAttribute('aria-describedby');
  expect(await page.locator(`[id="${description}"]`).textContent()).toBe(
    'Last seen 2 hours agoSigned in with GitHub 2 weeks ago',
  );
});

function controls(): Promise<Locator[]> {
  return page.locator('a, button, summary').filter({ visible: true }).all();
}

async function open(name: string): Promise<void> {
  await page.goto(`${origin}/${name}`);
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  const name = request.url?.slice(1) ?? '';
  if (name === 'picture.svg') {
    response.setHeader('content-type', 'image/svg+xml').end(PICTURE);
    return;
  }
  const sample = SAMPLES[name];
  if (sample === undefined) {
    response.writeHead(404).end();
    return;
  }
  response
    .setHeader('content-type', 'text/html; charset=utf-8')
    .setHeader(
      'content-security-policy',
      contentSecurityPolicy({ formActionOrigins: [], imageOrigins: [] }),
    )
    .end(renderPage(sample));
}
