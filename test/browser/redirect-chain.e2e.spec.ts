import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { FULL_RUN, MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';

/** Starts an identity broker: an origin that redirects every authorization request at once. */
async function startBroker(target: () => string): Promise<Server & { origin: string }> {
  const server = createServer((request, response) => {
    const { search } = new URL(request.url ?? '/', 'http://localhost');
    response.writeHead(302, { Location: target() + search }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(server, { origin: `http://127.0.0.1:${port}` });
}

describe.each(MAIN_ADAPTERS)('a provider that redirects across three origins, on %s', (adapter) => {
  let app: TestApp;
  let browser: Browser;
  const brokers: (Server & { origin: string })[] = [];

  beforeAll(async () => {
    const last = await startBroker(() => app.emulator.google.authorizationUrl);
    const first = await startBroker(() => `${last.origin}/saml`);
    brokers.push(first, last);
    const variables = { GOOGLE_AUTHORIZATION_URL: `${first.origin}/authorize` };
    [app, browser] = await Promise.all([TestApp.start(adapter, variables), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    for (const broker of brokers) broker.close();
  });

  /** Signs in on a new page of Chromium. */
  async function signIn(context: BrowserContext): Promise<void> {
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    await page.goto(`${app.origin}/login`);
    await page.getByRole('button', { name: 'Continue with Google' }).click();
    await page.getByRole('button', { name: /Vera Sample/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Vera Sample' }).waitFor();
    expect(problems).toEqual([]);
    // The page with the meta refresh is not in the history: Back opens the login page or the provider.
    await page.goBack();
    expect(await page.title()).not.toContain('Opening Google');
  }

  it.each(FULL_RUN ? [false, true] : [false])(
    'signs in in Chromium (JavaScript enabled: %s)',
    async (javaScriptEnabled) => {
      const context = await browser.newContext({ javaScriptEnabled });
      await signIn(context);
      await context.close();
    },
  );

  it('is opened from a form by a page with a meta refresh and a link, instead of a redirect', async () => {
    const headers = { 'sec-fetch-dest': 'document', 'sec-fetch-site': 'same-origin' };
    const response = await app.browser().submit('/auth/google', {}, headers);
    expect(response.status).toBe(200);
    expect(response.body).not.toContain('<script');
    const [, refreshUrl = ''] =
      /<meta http-equiv="refresh" content="0; url=([^"]+)"/.exec(response.body) ?? [];
    const [, link = ''] = /<a class="[^"]+" href="([^"]+)"/.exec(response.body) ?? [];
    expect(link).toBe(refreshUrl);
    expect(refreshUrl).toContain(`${brokers[0]?.origin}/authorize?`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain(brokers[1]?.origin);
  });

  it('is opened with a 303 redirect by clients that accept JSON', async () => {
    const { status, location } = await app.browser().submit('/auth/google');
    expect([status, new URL(location).origin]).toEqual([303, brokers[0]?.origin]);
  });
});
