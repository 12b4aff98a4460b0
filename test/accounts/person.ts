import { expect } from 'vitest';
import { UserAdministration } from '../../src/social-auth/index.js';
import { ACCEPT_JSON, refresh } from '../support/requests.js';
import type { TestApp } from '../support/test-app.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';

/** An action of a {@link Person}. */
export type Action =
  | { readonly type: 'signIn' | 'link' | 'unlink'; readonly provider: 'google' | 'github' }
  | {
      readonly type:
        | 'signOut'
        | 'signOutEverywhere'
        | 'refresh'
        | 'deleteAccount'
        | 'merge'
        | 'undoMerge'
        | 'disable'
        | 'enable';
    };

interface Me {
  readonly id: string;
  readonly accounts: readonly { readonly id: string; readonly provider: string }[];
}

/** A person with an account at each provider and a browser at each instance. */
export class Person {
  readonly browsers: readonly TestBrowser[];
  /** The ids of all users as whom the person has signed in. */
  readonly userIds = new Set<string>();

  constructor(
    readonly name: string,
    private readonly instances: readonly TestApp[],
  ) {
    this.#first.emulator.addPersona({ id: name, name });
    this.browsers = instances.map((instance) => instance.browser());
  }

  /** Acts in the browser at an instance. A refused action changes nothing, but the app must not fail. */
  async act(action: Action, instance: number): Promise<void> {
    const browser = this.browsers[instance];
    if (browser === undefined) throw new Error(`no instance ${instance}`);
    const response = await this.#perform(action, browser);
    expect(response?.status ?? 200, `${action.type}: ${response?.body}`).toBeLessThan(500);
    const me = await this.me(browser);
    if (me !== undefined) this.userIds.add(me.id);
  }

  /** Returns the user of a browser, or undefined if it is not signed in. */
  async me(browser: TestBrowser): Promise<Me | undefined> {
    const { status, body } = await browser.request('/api/me', { headers: ACCEPT_JSON });
    return status === 200 ? (JSON.parse(body) as Me) : undefined;
  }

  #perform(action: Action, browser: TestBrowser): Promise<TestResponse | undefined> {
    switch (action.type) {
      case 'signIn':
        return this.#approve(browser, `/auth/${action.provider}`);
      case 'link':
        return this.#approve(browser, `/auth/${action.provider}/link`);
      case 'unlink':
        return this.#unlink(browser, action.provider);
      case 'signOut':
        return browser.submit('/auth/logout');
      case 'signOutEverywhere':
        return browser.submit('/auth/logout', { everywhere: 'true' });
      case 'refresh':
        return refresh(browser);
      case 'deleteAccount':
        return browser.submit('/auth/account/delete', { confirmed: 'true' });
      case 'merge':
        return this.#merge(browser);
      case 'undoMerge':
        return this.#undoMerge(browser);
      default:
        return this.#administer(action.type);
    }
  }

  /** Starts a login or a link, and completes it at the provider. */
  async #approve(browser: TestBrowser, path: string): Promise<TestResponse> {
    const started = await browser.submit(path);
    if (!started.location.startsWith('http://127.0.0.1')) return started;
    return browser.request(await this.#first.emulator.approve(started.location, this.name));
  }

  async #unlink(browser: TestBrowser, provider: string): Promise<TestResponse | undefined> {
    const account = (await this.me(browser))?.accounts.find((each) => each.provider === provider);
    return account && browser.submit(`/auth/accounts/${account.id}/unlink`);
  }

  /** Links the account of the other user of the person, and confirms what the preview shows. */
  async #merge(browser: TestBrowser): Promise<TestResponse | undefined> {
    const me = await this.me(browser);
    const other = me?.accounts.some(({ provider }) => provider === 'github') ? 'google' : 'github';
    const { location } = await this.#approve(browser, `/auth/${other}/link`);
    if (!location.includes('/merge/preview')) return undefined;
    const { body } = await browser.request(location);
    // The person keeps either user.
    const previews = [...body.matchAll(/name="preview" value="([^"]+)"/g)].map(
      ([, token]) => token,
    );
    const preview = previews[this.userIds.size % previews.length] ?? '';
    const login = new URL(location, browser.origin).searchParams.get('login') ?? '';
    return browser.submit('/auth/account/merge', { login, preview, action: 'merge' });
  }

  async #undoMerge(browser: TestBrowser): Promise<TestResponse | undefined> {
    const { body } = await browser.request('/');
    const [, path] = /action="([^"]+\/merges\/[^"]+\/undo)"/.exec(body) ?? [];
    return path === undefined ? undefined : browser.submit(path);
  }

  async #administer(change: 'disable' | 'enable'): Promise<undefined> {
    const administration = this.#first.app.get(UserAdministration, { strict: false });
    for (const id of this.userIds) await administration[change](id);
  }

  get #first(): TestApp {
    const [first] = this.instances;
    if (first === undefined) throw new Error('no instance');
    return first;
  }
}
