import type { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

/** Signs in a persona of the provider `google` as an administrator. Returns the browser and the id of the user. */
export async function signInAdmin(
  app: TestApp,
  persona = 'vera',
): Promise<{ browser: TestBrowser; userId: string }> {
  const { id } = await (await app.signedIn('google', persona)).json<{ id: string }>('/api/me');
  await app.prisma.user.update({ where: { id }, data: { roles: ['admin'] } });
  return { browser: await app.signedIn('google', persona), userId: id };
}

/** Signs in a persona without roles. */
export async function signInUser(
  app: TestApp,
  persona: string,
): Promise<{ browser: TestBrowser; userId: string; sessionId: string }> {
  const browser = await app.signedIn('google', persona);
  const { id, sessionId } = await browser.json<{ id: string; sessionId: string }>('/api/me');
  return { browser, userId: id, sessionId };
}

/** Posts JSON, as a script of a page does. */
export const postJson = (browser: TestBrowser, path: string, body: object = {}) =>
  browser.request(path, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      origin: browser.origin,
    },
    body: JSON.stringify(body),
  });
