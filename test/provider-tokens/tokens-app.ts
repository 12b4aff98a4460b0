import { randomUUID } from 'node:crypto';
import type { ProviderEmulatorOptions, ProviderName } from '../../src/emulator/index.js';
import { ACCEPT_JSON } from '../support/requests.js';
import { TestApp, type Adapter } from '../support/test-app.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';

export const CALENDARS = 'https://www.googleapis.com/auth/calendar.calendarlist.readonly';

/** Starts the reference app, which stores tokens. */
export const startTokensApp = (
  adapter: Adapter,
  variables: Record<string, string> = {},
  emulation: ProviderEmulatorOptions = {},
) => TestApp.start(adapter, { PROVIDER_TOKENS: 'true', ...variables }, emulation);

/** Requests an example route that calls an API of a provider, as a page does. */
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

/** Grants the access that an example route lacks. @returns the response of the callback */
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

/** Adds a persona that no other test uses. @returns its id */
export function addPersona(app: TestApp): string {
  const id = `persona-${randomUUID()}`;
  const email = `${id}@example.com`;
  app.emulator.addPersona({ id, google: { email }, github: {} });
  return id;
}

/** A user with accounts of Google and GitHub, who has granted access to the repositories. */
export interface LinkedUser {
  readonly persona: string;
  readonly browser: TestBrowser;
  /** The id of the GitHub account. */
  readonly accountId: string;
  readonly userId: string;
}

/** Returns a user who has signed in with Google, linked GitHub, and granted access there. */
export async function linkedUser(app: TestApp): Promise<LinkedUser> {
  const persona = addPersona(app);
  const browser = await app.signedIn('google', persona);
  await linkGitHub(app, browser, persona);
  const { id: accountId, userId } = await app.prisma.account.findFirstOrThrow({
    where: { provider: 'github' },
    orderBy: { id: 'desc' },
  });
  return { persona, browser, accountId, userId };
}

/** Links the GitHub account of a persona, and grants access to the repositories. */
export async function linkGitHub(app: TestApp, browser: TestBrowser, persona: string) {
  const { location } = await browser.submit('/auth/github/link');
  const linked = await browser.request(await app.emulator.approve(location, persona));
  if (linked.status !== 303) throw new Error(`the link returned ${linked.status}`);
  const granted = await grantAccess(app, browser, '/api/repositories', persona);
  if (granted.status !== 303) throw new Error(`the consent returned ${granted.status}`);
}
