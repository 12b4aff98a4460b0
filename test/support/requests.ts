import type { TestApp } from './test-app.js';
import type { TestResponse, TestBrowser } from './test-browser.js';

/** The header of clients that expect JSON. */
export const ACCEPT_JSON = { accept: 'application/json' };

/** Refreshes with the cookie, as a script of the same origin does. */
export const refresh = (
  browser: TestBrowser,
  headers: Record<string, string> = {},
): Promise<TestResponse> =>
  browser.request('/auth/refresh', {
    method: 'POST',
    headers: { ...ACCEPT_JSON, origin: browser.origin, ...headers },
  });

/** Returns another browser with the given cookies. */
export function browserWith(
  app: TestApp,
  cookies: Record<string, string | undefined>,
): TestBrowser {
  const browser = app.browser();
  for (const [name, value] of Object.entries(cookies)) browser.cookies.set(name, value ?? '');
  return browser;
}

/** Returns another browser with a copy of the cookies of a browser. */
export function cloneBrowser(app: TestApp, { cookies }: TestBrowser): TestBrowser {
  return browserWith(app, Object.fromEntries(cookies));
}

/** Requests a guarded route without the cookies of a browser. */
export const getMe = (app: TestApp, headers: Record<string, string> = {}): Promise<TestResponse> =>
  app.browser().request('/api/me', { headers: { ...ACCEPT_JSON, ...headers } });

/** @returns the status of a guarded route for a Bearer token */
export const bearerStatus = async (app: TestApp, token: string | undefined): Promise<number> =>
  (await getMe(app, { authorization: `Bearer ${token}` })).status;

/** Posts a body as it is, without cookies. Default content type: JSON. */
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

/** Posts JSON without cookies and without an origin, as a native client does. */
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
