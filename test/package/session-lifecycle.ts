import { expect } from 'vitest';
import type { TestBrowser } from '../support/test-browser.js';
import type { AppUnderTest } from './app-under-test.js';

const json = { headers: { accept: 'application/json' } };

/** Opens the login page, signs in, calls a guarded route, refreshes, revokes another session and signs out. */
export async function checkSessionLifecycle(app: AppUnderTest, guardedPath: string): Promise<void> {
  const status = async (browser: TestBrowser) => (await browser.request(guardedPath, json)).status;
  const page = await fetch(`${app.origin}/login`);
  expect(await page.text()).toContain('Continue with Google');
  expect((await fetch(app.origin + guardedPath, json)).status).toBe(401);

  const browser = await app.logIn('vera');
  const otherDevice = await app.logIn('vera');
  expect(await status(browser)).toBe(200);

  const before = browser.cookie('refresh');
  const headers = { ...json.headers, origin: app.origin };
  const refresh = await browser.request('/auth/refresh', { method: 'POST', headers });
  expect(refresh.status, refresh.body).toBe(200);
  expect(browser.cookie('refresh')).not.toBe(before);
  expect(await status(browser)).toBe(200);

  await browser.request('/auth/sessions', { method: 'DELETE', headers });
  await expect.poll(() => status(otherDevice), { timeout: 5000 }).toBe(401);
  expect(await status(browser)).toBe(200);

  const token = browser.cookie('access') ?? '';
  expect((await browser.submit('/auth/logout')).status).toBe(303);
  const bearer = { headers: { ...json.headers, authorization: `Bearer ${token}` } };
  await expect
    .poll(async () => (await fetch(app.origin + guardedPath, bearer)).status, { timeout: 5000 })
    .toBe(401);
}
