import type { Agent, Test } from 'supertest';
import type { RoutePaths } from '../social-auth/index.js';
import { createAgent, createBrowser } from './agents.js';

/** A cookie in the format of `addCookies()` of Playwright and `setCookie()` of Puppeteer. */
export interface BrowserCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  /** In seconds since 1970. -1 for a session cookie. */
  readonly expires: number;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite: 'Lax';
}

/** A persona of the emulator who is signed in to the app in one tab of a browser. `signInAs()` returns this object. */
export class SignedInUser {
  readonly #address: string;
  readonly #paths: RoutePaths;

  /**
   * @param address the URL of the app
   * @param browser sends requests with the session cookies, as a page of the app does. Stores the cookies of responses.
   * @param bearer sends requests with the current access token as a Bearer token and without cookies, as a native app
   *   does
   */
  constructor(
    address: string,
    paths: RoutePaths,
    readonly browser: Agent,
    readonly bearer: Agent,
  ) {
    this.#address = address;
    this.#paths = paths;
    bearer.use((request: Test) => void request.set('Authorization', `Bearer ${this.accessToken}`));
  }

  /** The current access token. Empty after the user has signed out. */
  get accessToken(): string {
    return this.cookies().find(({ name }) => /(^|-)access$/.test(name))?.value ?? '';
  }

  /**
   * Refreshes the session. Afterwards, `browser` and `bearer` use the new access token.
   *
   * @example
   * ```ts
   * await vera.refresh().expect(200);
   * ```
   */
  refresh(): Test {
    return this.#post('POST /auth/refresh');
  }

  /**
   * Signs the user out in this browser.
   *
   * @example
   * ```ts
   * await vera.signOut().expect(204);
   * ```
   */
  signOut(): Test {
    return this.#post('POST /auth/logout');
  }

  /**
   * Returns the same user in another tab. The new tab has a copy of the cookies, so responses to this tab do not change
   * them.
   */
  async tab(): Promise<SignedInUser> {
    const browser = await createBrowser(this.#address, this.#paths.origin);
    for (const cookie of this.#stored()) browser.jar.setCookie(cookie);
    return new SignedInUser(this.#address, this.#paths, browser, await createAgent(this.#address));
  }

  /**
   * Returns the session cookies, to continue in a real browser. The app must listen at its public URL.
   *
   * @example
   * ```ts
   * await context.addCookies(vera.cookies()); // Playwright
   * ```
   */
  cookies(): BrowserCookie[] {
    const { hostname } = new URL(this.#paths.origin);
    return this.#stored().map((cookie) => ({
      name: cookie.name,
      value: cookie.value,
      domain: hostname,
      path: cookie.path,
      expires: Number.isFinite(cookie.expiration_date)
        ? Math.floor(cookie.expiration_date / 1000)
        : -1,
      httpOnly: cookie.noscript,
      secure: cookie.secure,
      sameSite: 'Lax',
    }));
  }

  #post(route: 'POST /auth/refresh' | 'POST /auth/logout'): Test {
    return this.browser.post(this.#paths.served(route)).set('Accept', 'application/json');
  }

  #stored() {
    const { hostname } = new URL(this.#address);
    const everything = { domain: hostname, path: '/', secure: true, script: false };
    return this.browser.jar.getCookies(everything);
  }
}
