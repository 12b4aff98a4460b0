import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { bearerStatus, refresh } from '../support/requests.js';

describe.each(MAIN_ADAPTERS)('a refresh on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  it('sets new cookies in a browser, and returns no token', async () => {
    const browser = await app.signedIn('google');
    const before = browser.cookie('refresh');
    const response = await refresh(browser);
    expect(response).toMatchObject({ status: 200 });
    expect(JSON.parse(response.body)).toEqual({ expiresIn: 300 });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(browser.cookie('refresh')).not.toBe(before);
    expect(await bearerStatus(app, browser.cookie('access'))).toBe(200);
  });

  it('is rejected after the idle timeout, and after the maximum age of the session', async () => {
    const day = 24 * 60 * 60;
    const idle = await app.signedIn('google');
    const busy = await app.signedIn('google');
    for (let days = 10; days < 90; days += 10) {
      await app.moveClock(days * day);
      expect([days, (await refresh(busy)).status]).toEqual([days, 200]);
    }
    expect((await refresh(idle)).status).toBe(401);
    await app.moveClock(90 * day + 1);
    expect((await refresh(busy)).status).toBe(401);
    await app.moveClock(0);
  });

  it('succeeds with a new app secret as long as the former one is listed after it', async () => {
    const browser = await app.signedIn('google');
    const { variables } = app;
    const secret = 'N3w-S3cr3t-0f-th3-App-Rq7Zt2Lm9Xc4Vb8Kj1Hd5Gf6';
    const rotated = await app.another(adapter, {
      APP_SECRET: `${secret},${variables['APP_SECRET']}`,
    });
    const rotatedBrowser = rotated.browser();
    for (const [name, value] of browser.cookies) rotatedBrowser.cookies.set(name, value);
    rotatedBrowser.cookies.delete('access');
    expect((await rotatedBrowser.request('/')).status).toBe(200);
    await rotated.stop();
  });
});
