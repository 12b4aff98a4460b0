import type { ProviderName } from '../../src/emulator/index.js';
import { ACCEPT_JSON } from '../support/requests.js';
import { TestApp, type Adapter } from '../support/test-app.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';

export const CALENDARS = 'https://www.googleapis.com/auth/calendar.calendarlist.readonly';

/** Starts the reference app, which stores tokens. */
export const startTokensApp = (adapter: Adapter, variables: Record<string, string> = {}) =>
  TestApp.start(adapter, { PROVIDER_TOKENS: 'true', ...variables });

/** Requests an example of a delegated call, as a page does. */
export const call = (browser: TestBrowser, path = '/api/calendars'): Promise<TestResponse> =>
  browser.request(path, { headers: ACCEPT_JSON });

/** The JSON body of an error. */
export const errorOf = ({ body }: TestResponse) =>
  JSON.parse(body) as { code: string; url?: string };

/** Submits the form of the page of a missing consent. @returns the authorization URL of the provider */
export async function startConsent(browser: TestBrowser, response: TestResponse): Promise<string> {
  const { searchParams, pathname } = new URL(errorOf(response).url ?? '');
  const started = await browser.submit(pathname, Object.fromEntries(searchParams));
  if (started.status !== 303) {
    throw new Error(`consent returned ${started.status}: ${started.body}`);
  }
  return started.location;
}

/** Grants the access that a delegated call lacks. @returns the response of the callback */
export async function grantAccess(
  app: TestApp,
  browser: TestBrowser,
  path = '/api/calendars',
  persona = 'vera',
): Promise<TestResponse> {
  const url = await startConsent(browser, await call(browser, path));
  return browser.request(await app.emulator.approve(url, persona));
}

/** Returns a browser in which a persona is signed in and has granted access. */
export async function withAccess(
  app: TestApp,
  provider: ProviderName = 'google',
  persona = 'vera',
): Promise<TestBrowser> {
  const browser = await app.signedIn(provider, persona);
  const path = provider === 'google' ? '/api/calendars' : '/api/repositories';
  const callback = await grantAccess(app, browser, path, persona);
  if (callback.status !== 303) throw new Error(`the callback returned ${callback.status}`);
  return browser;
}

/** Lets the access tokens of all users expire, at the provider and in the database. */
export async function expireTokens(app: TestApp, provider: ProviderName): Promise<void> {
  app.emulator.expireAccessTokens(provider);
  await app.prisma.providerToken.updateMany({
    where: { provider, expiresAt: { not: null } },
    data: { expiresAt: new Date(0) },
  });
}
