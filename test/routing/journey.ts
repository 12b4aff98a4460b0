import { expect } from 'vitest';
import { ModuleApp, type ModuleAppParts } from '../support/module-app.js';
import type { Adapter } from '../support/test-app.js';
import type { TestBackend } from '../support/test-backend.js';
import type { TestBrowser } from '../support/test-browser.js';

/** The paths of an app, as browsers see them. */
export interface ExpectedPaths {
  /** Path of the auth routes. Default: `/auth`. */
  prefix?: string;
  login?: string;
  account?: string;
  jwks?: string;
}

const JSON_ONLY = { accept: 'application/json' };

/** Starts an app, and stops it after the check. */
export async function withApp(
  base: TestBackend,
  adapter: Adapter,
  parts: ModuleAppParts,
  check: (app: ModuleApp) => Promise<unknown>,
): Promise<void> {
  const app = await ModuleApp.start(base, adapter, { isPolling: true, ...parts });
  try {
    await check(app);
  } finally {
    await app.stop();
  }
}

/** Signs in with Google, from the form of the login page on. */
export async function signIn(
  base: TestBackend,
  browser: TestBrowser,
  { prefix = '/auth', login = '/login' }: ExpectedPaths = {},
  fields: Record<string, string> = {},
): Promise<string> {
  const page = await browser.request(login);
  expect(page.body).toContain(`action="${prefix}/google"`);
  const start = await browser.submit(`${prefix}/google`, fields);
  expect(start.status, start.body).toBe(303);
  const redirectUri = new URL(start.location).searchParams.get('redirect_uri') ?? '';
  expect(redirectUri).toBe(`${browser.origin}${prefix}/google/callback`);
  base.emulator.registerRedirectUri('google', redirectUri);
  const callback = await base.emulator.approve(start.location, 'vera');
  const completed = await browser.request(callback);
  expect(completed.status, completed.body).toBe(303);
  return completed.location;
}

/** Uses every kind of route: pages, login, refresh, sessions, keys and logout. */
export async function useAllRoutes(
  base: TestBackend,
  browser: TestBrowser,
  expected: ExpectedPaths = {},
): Promise<void> {
  const {
    prefix = '/auth',
    login = '/login',
    account = '/',
    jwks = '/.well-known/jwks.json',
  } = expected;
  expect(await browser.request(account)).toMatchObject({ status: 303, location: login });
  expect(await signIn(base, browser, expected)).toBe(account);
  const page = await browser.request(account);
  expect(page.status).toBe(200);
  expect(page.body).toContain(`action="${prefix}/logout"`);
  expect(page.body).toContain(`action="${prefix}/github/link"`);
  await useApi(browser, prefix);
  expect(Object.keys(await browser.json<object>(jwks))).toEqual(['keys']);
  expect(await browser.submit(`${prefix}/logout`)).toMatchObject({ status: 303, location: login });
  expect((await browser.request(login)).body).toContain('You are signed out.');
}

async function useApi(browser: TestBrowser, prefix: string): Promise<void> {
  expect(await browser.json(`${prefix}/providers`)).toMatchObject({
    providers: [
      { name: 'google', login: { url: `${prefix}/google` } },
      { name: 'github', link: { url: `${prefix}/github/link` } },
    ],
    lastProvider: 'google',
  });
  const refreshed = await browser.request(`${prefix}/refresh`, {
    method: 'POST',
    headers: { ...JSON_ONLY, origin: browser.origin },
  });
  expect(refreshed.status, refreshed.body).toBe(200);
  expect(JSON.parse(refreshed.body)).toEqual({ expiresIn: 300 });
  expect(await browser.json(`${prefix}/sessions`)).toMatchObject([{ current: true }]);
  const others = await browser.request(`${prefix}/sessions`, {
    method: 'DELETE',
    headers: { ...JSON_ONLY, origin: browser.origin },
  });
  expect(others).toMatchObject({ status: 204, body: '' });
  const unauthenticated = await browser.request(`${prefix}/sessions/x/end`, {
    method: 'POST',
    headers: { ...JSON_ONLY, origin: browser.origin, cookie: '' },
  });
  expect(unauthenticated.status).toBe(401);
}
