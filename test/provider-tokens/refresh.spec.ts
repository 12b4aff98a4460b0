import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import type { TestApp } from '../support/test-app.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';
import { call, errorOf, expireTokens, startTokensApp, withAccess } from './tokens-app.js';

describe.each(MAIN_ADAPTERS)('the tokens of a provider on %s', (adapter) => {
  let app: TestApp;
  let other: TestApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    app = await startTokensApp(adapter);
    other = await app.another(adapter, { PROVIDER_TOKENS: 'true' });
    browser = await withAccess(app);
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
  });
  beforeEach(() => {
    app.emulator.clearFaults();
    app.emulator.clearRequests();
  });

  const refreshes = () => app.emulator.countRequests('google', 'refresh');

  it('call an API of the provider on behalf of the user', async () => {
    const { status, body } = await call(browser);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toContainEqual({ name: 'vera@example.com', primary: true });
    expect(refreshes()).toBe(0);
  });

  it('are refreshed once for 50 parallel uses over two instances', async () => {
    await expireTokens(app, 'google');
    app.emulator.injectFault({ endpoint: 'refresh', kind: 'delay', delayMs: 200, times: 1 });
    const elsewhere = other.browser();
    for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value);
    const uses = Array.from({ length: 50 }, (_, n) => call(n % 2 === 0 ? browser : elsewhere));
    const statuses = (await Promise.all(uses)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(refreshes()).toBe(1);
  });

  it('keep the refresh token that a refresh omits', async () => {
    for (let time = 1; time <= 2; time += 1) {
      await expireTokens(app, 'google');
      expect((await call(browser)).status).toBe(200);
      expect(refreshes()).toBe(time);
    }
  });

  it('are refreshed before they expire', async () => {
    const { accountId } = await app.prisma.providerToken.findFirstOrThrow();
    const data = { expiresAt: new Date(Date.now() + 30_000), updatedAt: new Date(0) };
    await app.prisma.providerToken.update({ where: { accountId }, data });
    expect((await call(browser)).status).toBe(200);
    expect(refreshes()).toBe(1);
  });

  it('are used until they expire while the provider cannot refresh them', async () => {
    const { accountId } = await app.prisma.providerToken.findFirstOrThrow();
    const data = { expiresAt: new Date(Date.now() + 30_000), updatedAt: new Date(0) };
    await app.prisma.providerToken.update({ where: { accountId }, data });
    app.emulator.injectFault({ endpoint: 'refresh', kind: 'status', status: 503, times: 2 });
    expect((await call(browser)).status).toBe(200);
  });

  it('survive a lost response of the provider', async () => {
    await app.prisma.providerToken.updateMany({ data: { retryAt: null } });
    await expireTokens(app, 'google');
    app.emulator.injectFault({ endpoint: 'refresh', kind: 'lost-response', times: 1 });
    expect((await call(browser)).status).toBe(200);
    expect(refreshes()).toBe(2);
  });

  it('request an unavailable provider twice, and not again for two seconds', async () => {
    await expireTokens(app, 'google');
    app.emulator.injectFault({ endpoint: 'refresh', kind: 'status', status: 500 });
    const first = await Promise.all(Array.from({ length: 10 }, () => call(browser)));
    expect(first.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 502));
    expect(errorOf(first[0] as TestResponse).code).toBe('provider_unavailable');
    const { status, headers } = await call(browser);
    expect(status).toBe(502);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refreshes()).toBe(2);
    app.emulator.clearFaults();
    await app.prisma.providerToken.updateMany({ data: { retryAt: null } });
    expect((await call(browser)).status).toBe(200);
  });

  it('are refreshed by another instance after one that had the lease has ended', async () => {
    await expireTokens(app, 'google');
    const lease = (leasedUntil: Date) =>
      app.prisma.providerToken.updateMany({ data: { leasedUntil } });
    await lease(new Date(Date.now() + 300));
    const before = Date.now();
    expect((await call(browser)).status).toBe(200);
    expect(Date.now() - before).toBeGreaterThan(250);
    expect(refreshes()).toBe(1);
  });

  it('require a new consent after the user has withdrawn the access at the provider', async () => {
    await app.prisma.providerToken.updateMany({ data: { retryAt: null } });
    app.emulator.revokeAccess('google', 'vera');
    // The access token that is stored is rejected by the API, then the refresh token by the provider.
    const response = await call(browser);
    expect(response.status).toBe(403);
    expect(errorOf(response).code).toBe('reconsent_required');
    expect(refreshes()).toBe(1);
    await call(browser);
    expect(refreshes()).toBe(1);
    browser = await withAccess(app);
    expect((await call(browser)).status).toBe(200);
  });

  it('are stored by twelve concurrent logins of one account, of which none fails', async () => {
    app.emulator.addPersona({ id: 'twelve' });
    const callbacks = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const device = app.browser();
        const url = await device.begin('google');
        return { device, callback: await app.emulator.approve(url, 'twelve') };
      }),
    );
    const logins = callbacks.map(({ device, callback }) => device.request(callback));
    const statuses = (await Promise.all(logins)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([303]));
  });
});
