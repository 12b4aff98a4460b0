import type { TestApp } from './test-app.js';
import type { TestResponse, TestBrowser } from './test-browser.js';

/** What a program sends that wants to be answered by JSON. */
export const ACCEPT_JSON = { accept: 'application/json' };

/** Refreshes by the cookie, as a script of our own page does. */
export const refresh = (
  browser: TestBrowser,
  headers: Record<string, string> = {},
): Promise<TestResponse> =>
  browser.request('/auth/refresh', {
    method: 'POST',
    headers: { ...ACCEPT_JSON, origin: browser.origin, ...headers },
  });

/** A browser elsewhere that has nothing but these cookies. */
export function browserWith(
  app: TestApp,
  cookies: Record<string, string | undefined>,
): TestBrowser {
  const browser = app.browser();
  for (const [name, value] of Object.entries(cookies)) browser.cookies.set(name, value ?? '');
  return browser;
}

/** A browser elsewhere into which everything was copied that another one has. */
export function cloneBrowser(app: TestApp, { cookies }: TestBrowser): TestBrowser {
  return browserWith(app, Object.fromEntries(cookies));
}

/** Asks the guarded API, without any cookie of a browser. */
export const getMe = (app: TestApp, headers: Record<string, string> = {}): Promise<TestResponse> =>
  app.browser().request('/api/me', { headers: { ...ACCEPT_JSON, ...headers } });

/** @returns the status of the guarded API for a Bearer token. */
export const bearerStatus = async (app: TestApp, token: string | undefined): Promise<number> =>
  (await getMe(app, { authorization: `Bearer ${token}` })).status;

/** Sends a body as it is, without any cookie. Default: to be taken for JSON. */
export const send = (
  app: TestApp,
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<TestResponse> =>
  app.browser().request(path, {
    method: 'POST',
    headers: {
      ...ACCEPT_JSON,
      'content-type': 'application/json',
      origin: app.origin,
      ...headers,
    },
    body,
  });

/** Sends JSON as a program does that has no cookies and no origin. */
export const post = (
  app: TestApp,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<TestResponse> =>
  app.browser().request(path, {
    method: 'POST',
    headers: { ...ACCEPT_JSON, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
