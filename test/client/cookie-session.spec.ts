import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { itInFullRun } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { callApi, SpaApp, stateOf, waitForStatus } from './spa-app.js';

describe('the browser client with cookies', () => {
  let base: TestApp;
  let app: SpaApp;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    [base, browser] = await Promise.all([TestApp.start('fastify'), launchBrowser()]);
    app = await SpaApp.start(base, '5m');
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    await base.stop();
  });
  beforeEach(async () => {
    app.refreshes.requests.length = 0;
    app.refreshes.next = () => 'none';
    context = await browser.newContext();
  });
  afterEach(() => context.close());

  /** Removes the access token, as its expiry does. */
  const expire = () => context.clearCookies({ name: 'access' });

  it('signs in at a provider and returns to the page', async () => {
    const page = await app.open(context, 'from=here');
    await waitForStatus(page, 'signed-out');
    await page.evaluate(() => auth.signIn('google'));
    await page.getByRole('button', { name: /Vera Sample/ }).click();
    await page.waitForURL(`${app.origin}/spa?from=here`);
    await waitForStatus(page, 'signed-in');
    expect(await callApi(page)).toBe(200);
  });

  itInFullRun('opens the login page without a provider', async () => {
    const page = await app.open(context);
    await page.evaluate(() => auth.signIn(undefined, { returnTo: '/spa?then' }));
    await page.getByRole('button', { name: 'Continue with Google' }).click();
    await page.getByRole('button', { name: /Vera Sample/ }).click();
    await page.waitForURL(`${app.origin}/spa?then`);
    await waitForStatus(page, 'signed-in');
  });

  it('renews once for concurrent requests of all tabs that receive 401, and repeats them', async () => {
    await app.signIn(context);
    const tabs = [await app.open(context), await app.open(context)];
    for (const tab of tabs) await waitForStatus(tab, 'signed-in');
    expect(app.refreshes.requests).toHaveLength(1);
    await expire();
    const statuses = await Promise.all(
      tabs.map((tab) =>
        tab.evaluate(async () => {
          const post = { method: 'POST', body: new URLSearchParams({ a: 'b' }) };
          const responses = [auth.fetch('/me'), auth.fetch(new Request('/me')), auth.fetch('/me')];
          return [...(await Promise.all(responses)), await auth.fetch('/missing', post)].map(
            ({ status }) => status,
          );
        }),
      ),
    );
    expect(statuses).toEqual(tabs.map(() => [200, 200, 200, 404]));
    expect(app.refreshes.requests).toHaveLength(2);
  });

  itInFullRun('uses what other tabs know when a tab is opened or reloaded', async () => {
    await app.signIn(context);
    const page = await app.open(context);
    await waitForStatus(page, 'signed-in');
    await page.reload();
    await waitForStatus(page, 'signed-in');
    await waitForStatus(await app.open(context), 'signed-in');
    expect(app.refreshes.requests).toHaveLength(1);
    const stored = await page.evaluate<string>('JSON.stringify(localStorage)');
    expect(stored).toMatch(
      /^\{"nestjs-social-auth:[^"]+":"\{\\"at\\":\d+,\\"renewAt\\":\d+,\\"expiresAt\\":\d+\}"\}$/,
    );
  });

  it('signs all tabs out when one signs out', async () => {
    await app.signIn(context);
    const tabs = [await app.open(context), await app.open(context)];
    for (const tab of tabs) await waitForStatus(tab, 'signed-in');
    await tabs[0]?.evaluate(() => auth.signOut());
    for (const tab of tabs) await waitForStatus(tab, 'signed-out');
    for (const tab of tabs) expect(await callApi(tab)).toBe(401);
    expect(app.refreshes.requests).toHaveLength(1);
  });

  itInFullRun('renews in another tab when the one that is renewing was closed', async () => {
    await app.signIn(context);
    const [closed, page] = [await app.open(context, 'closed'), await app.open(context)];
    await waitForStatus(closed, 'signed-in');
    await expire();
    let isClosed = false;
    app.refreshes.next = (tab) => (tab === '?closed' ? 'interrupt' : 'none');
    app.refreshes.interrupt = async () => {
      await closed.close();
      isClosed = true;
      return false;
    };
    await closed.evaluate(() => void auth.fetch('/me'));
    await expect.poll(() => isClosed, { timeout: 10_000 }).toBe(true);
    expect(await callApi(page)).toBe(200);
    // The browser itself may repeat the interrupted request of the closed tab.
    const tabs = app.refreshes.requests.map(({ tab }) => tab);
    expect([tabs.at(-1), tabs.filter((tab) => tab === '')]).toEqual(['', ['']]);
  });

  itInFullRun('signs a frozen tab out when it wakes up', async () => {
    await app.signIn(context);
    const [frozen, page] = [await app.open(context), await app.open(context)];
    await waitForStatus(frozen, 'signed-in');
    const cdp = await context.newCDPSession(frozen);
    await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
    await page.evaluate(() => auth.signOut());
    await cdp.send('Page.setWebLifecycleState', { state: 'active' });
    await waitForStatus(frozen, 'signed-out');
  });

  itInFullRun('signs out when the session was revoked elsewhere', async () => {
    await app.signIn(context);
    const page = await app.open(context);
    const other = await browser.newContext();
    await waitForStatus(page, 'signed-in');
    await base.prisma.session.updateMany({ data: { revokedAt: new Date() } });
    await expect.poll(() => callApi(page)).toBe(401);
    await waitForStatus(page, 'signed-out');
    await other.close();
  });

  itInFullRun('revokes the other browsers of the user when it signs out everywhere', async () => {
    const elsewhere = await browser.newContext();
    await app.signIn(context);
    await app.signIn(elsewhere);
    const [page, remote] = [await app.open(context), await app.open(elsewhere)];
    await waitForStatus(remote, 'signed-in');
    await page.evaluate(() => auth.signOut({ everywhere: true }));
    await expect.poll(() => callApi(remote)).toBe(401);
    await waitForStatus(remote, 'signed-out');
    await elsewhere.close();
  });

  itInFullRun('stays signed in and reports why while the server is unavailable', async () => {
    await app.signIn(context);
    const page = await app.open(context);
    await waitForStatus(page, 'signed-in');
    await expire();
    app.refreshes.next = () => 'unavailable';
    expect(await callApi(page)).toBe(401);
    expect(await stateOf(page)).toMatchObject({ status: 'signed-in' });
    expect(await page.evaluate(() => auth.getState().error?.status)).toBe(503);
    app.refreshes.next = () => 'none';
    await expect.poll(() => callApi(page), { timeout: 5000 }).toBe(200);
    expect(await page.evaluate(() => auth.getState().error)).toBeUndefined();
  });

  for (const fault of ['refuse', 'lose'] as const) {
    itInFullRun(`repeats a refresh that the network fails to ${fault}`, async () => {
      await app.signIn(context);
      const page = await app.open(context);
      await waitForStatus(page, 'signed-in');
      await expire();
      let faults = 2;
      app.refreshes.next = () => (faults-- > 0 ? fault : 'none');
      expect(await callApi(page)).toBe(200);
      expect(await stateOf(page)).toMatchObject({ status: 'signed-in' });
    });
  }

  itInFullRun(
    'returns the 401 of a request whose body is a stream, and renews for the next one',
    async () => {
      await app.signIn(context);
      const page = await app.open(context);
      await waitForStatus(page, 'signed-in');
      await expire();
      // HTTP/1.1 does not permit streams in requests, so the network is replaced.
      const status = await page.evaluate(async () => {
        const { fetch } = globalThis;
        globalThis.fetch = async (input, init) =>
          init?.body instanceof ReadableStream
            ? new Response(null, { status: 401, headers: { 'www-authenticate': 'Bearer' } })
            : fetch(input, init);
        const body = new Blob(['text']).stream();
        const options = { method: 'POST', body, duplex: 'half' };
        return (await auth.fetch('/me', options)).status;
      });
      expect(status).toBe(401);
      expect(await callApi(page)).toBe(200);
      expect(app.refreshes.requests).toHaveLength(2);
    },
  );

  itInFullRun(
    'stays signed in in two tabs of a browser without Web Locks, messages and storage',
    async () => {
      await context.addInitScript(() => {
        const blocked = { get: () => undefined };
        Object.defineProperty(Navigator.prototype, 'locks', blocked);
        Object.defineProperty(globalThis, 'BroadcastChannel', blocked);
        Object.defineProperty(globalThis, 'localStorage', blocked);
      });
      await app.signIn(context);
      const tabs = [await app.open(context), await app.open(context)];
      for (const tab of tabs) await waitForStatus(tab, 'signed-in');
      for (let round = 0; round < 3; round++) {
        await expire();
        expect(await Promise.all(tabs.map(callApi))).toEqual([200, 200]);
      }
      expect(app.refreshes.requests.length).toBeLessThanOrEqual(2 + 3 * 2);
    },
  );

  itInFullRun(
    'shows the state in the component of the documentation, with its requests and buttons',
    async () => {
      await app.signIn(context);
      const page = await context.newPage();
      await page.goto(`${app.origin}/examples`);
      await page.getByText('signed-in').waitFor();
      await page.getByRole('button', { name: 'Load' }).click();
      await page.getByText('Order 1').waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('signed-out').waitFor();
    },
  );
});
