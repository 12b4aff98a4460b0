import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProviderName } from '../../src/emulator/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { cloneBrowser } from '../support/requests.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

interface Me {
  id: string;
  sessionId: string;
  accounts: { id: string; provider: string; subject: string; email: string }[];
}

describe.each(MAIN_ADAPTERS)('linked accounts on %s', (adapter) => {
  let app: TestApp;
  let count = 0;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());
  beforeEach(() => app.moveClock(0));

  /** Adds a persona. */
  function persona(): string {
    const id = `linker-${(count += 1)}`;
    app.emulator.addPersona({ id });
    return id;
  }

  const me = (browser: TestBrowser) => browser.json<Me>('/api/me');
  const accountOf = async (browser: TestBrowser, provider: ProviderName) => {
    const account = (await me(browser)).accounts.find((each) => each.provider === provider);
    if (account === undefined) throw new Error(`no account at ${provider}`);
    return account;
  };

  /** Starts a link. */
  const begin = (browser: TestBrowser, provider: ProviderName, fields = {}) =>
    browser.submit(`/auth/${provider}/link`, fields);

  /** Links an account of a persona. Returns the response of the callback. */
  async function link(browser: TestBrowser, provider: ProviderName, who: string) {
    const { status, location } = await begin(browser, provider);
    expect(status).toBe(303);
    return browser.request(await app.emulator.approve(location, who));
  }

  const unlink = (browser: TestBrowser, id: string, headers: Record<string, string> = {}) =>
    browser.request(`/auth/accounts/${id}`, {
      method: 'DELETE',
      headers: { origin: app.origin, accept: 'application/json', ...headers },
    });
  const codeOf = ({ body }: { body: string }) => (JSON.parse(body) as { code: string }).code;

  it('sign in the same user', async () => {
    const who = persona();
    const browser = await app.signedIn('google', who);
    const before = await me(browser);
    const linked = await link(browser, 'github', who);
    expect([linked.status, linked.location]).toEqual([303, '/']);
    const after = await me(browser);
    expect(after).toMatchObject({ id: before.id, sessionId: before.sessionId });
    expect(after.accounts.map(({ provider }) => provider)).toEqual(['google', 'github']);
    const page = (await browser.request('/')).body;
    expect(page).toContain('GitHub connected.');
    expect(page).toContain('GitHub connected');
    expect((await me(await app.signedIn('github', who))).id).toBe(before.id);
  });

  it('can be linked again without effect', async () => {
    const who = persona();
    const browser = await app.signedIn('google', who);
    await link(browser, 'github', who);
    expect((await link(browser, 'github', who)).status).toBe(303);
    expect((await me(browser)).accounts).toHaveLength(2);
  });

  it('are created once when a user links an account in five tabs at once', async () => {
    const who = persona();
    const browser = await app.signedIn('google', who);
    const callbacks: string[] = [];
    for (let tab = 0; tab < 5; tab++) {
      const { location } = await begin(browser, 'github');
      callbacks.push(await app.emulator.approve(location, who));
    }
    const responses = await Promise.all(callbacks.map((callback) => browser.request(callback)));
    expect(responses.map(({ status }) => status)).toEqual(callbacks.map(() => 303));
    expect((await me(browser)).accounts).toHaveLength(2);
  });

  it('redirect to the return path with a notice when the link is canceled', async () => {
    const browser = await app.signedIn('google', persona());
    const { location } = await begin(browser, 'github', { returnTo: '/settings' });
    const canceled = await browser.request(await app.emulator.deny(location));
    expect(canceled).toMatchObject({ status: 303, location: '/settings' });
    expect((await browser.request('/')).body).toContain('GitHub was not connected');
    expect((await me(browser)).accounts).toHaveLength(1);
  });

  it('S27 a link that another browser has started links nothing and signs in no user', async () => {
    const attacker = await app.signedIn('google', persona());
    const victim = await app.signedIn('google', persona());
    const signedOut = app.browser();
    const rows = await app.rows();
    for (const browser of [victim, signedOut]) {
      const { location } = await begin(attacker, 'github');
      const callback = await app.emulator.approve(location, persona());
      expect((await browser.request(callback)).status).toBe(400);
      // Assumes that the attacker could set the cookie of the transaction in the victim's browser.
      for (const name of attacker.transactions()) {
        browser.cookies.set(name, attacker.cookies.get(name) ?? '');
      }
      const response = await browser.request(callback, { headers: { accept: 'application/json' } });
      expect([response.status, codeOf(response)]).toEqual([403, 'link_refused']);
      expect(response.headers.getSetCookie().join()).not.toContain('access');
    }
    expect(await app.rows()).toEqual(rows);
    expect((await me(victim)).accounts).toHaveLength(1);
    expect((await me(attacker)).accounts).toHaveLength(1);
  });

  it('S27 a link whose session was revoked is rejected', async () => {
    const who = persona();
    const browser = await app.signedIn('google', who);
    const { location } = await begin(browser, 'github');
    const rows = await app.rows();
    const kept = new Map(browser.cookies);
    await browser.submit('/auth/logout');
    for (const [name, value] of kept) browser.cookies.set(name, value);
    const response = await browser.request(await app.emulator.approve(location, who));
    expect(response.status).toBe(403);
    expect(await app.rows()).toEqual(rows);
  });

  it('S28 an account of another user cannot be linked: 409', async () => {
    const other = persona();
    const owner = await app.signedIn('github', other);
    const plain = await ModuleApp.start(app, adapter, {});
    const browser = await app.signedIn('google', persona(), plain.browser());
    const response = await link(browser, 'github', other);
    expect(response.status).toBe(409);
    expect(response.body).toContain('is connected to another user');
    expect((await me(cloneBrowser(app, browser))).accounts).toHaveLength(1);
    await plain.stop();
    // With the feature that merges users, the person has proven both, and decides on a page.
    const person = await app.signedIn('google', persona());
    const preview = await link(person, 'github', other);
    expect(preview.location).toMatch(/^\/auth\/account\/merge\/preview/);
    expect((await me(person)).accounts).toHaveLength(1);
    expect((await me(await app.signedIn('github', other))).id).toBe((await me(owner)).id);
  });

  it('S28 the last account cannot be unlinked, even by two concurrent requests: 409', async () => {
    const who = persona();
    const browser = await app.signedIn('google', who);
    const only = await accountOf(browser, 'google');
    expect(codeOf(await unlink(browser, only.id))).toBe('last_account');
    for (let round = 0; round < 5; round++) {
      await link(browser, 'github', who);
      const { accounts } = await me(browser);
      const responses = await Promise.all(accounts.map(({ id }) => unlink(browser, id)));
      expect(responses.map(({ status }) => String(status)).toSorted()).toEqual(['204', '409']);
      const left = await me(browser);
      expect(left.accounts).toHaveLength(1);
      if (left.accounts[0]?.provider === 'github') await link(browser, 'google', who);
      for (const { id, provider } of (await me(browser)).accounts) {
        if (provider === 'github') await unlink(browser, id);
      }
    }
  });

  it('S28 an account of a removed provider does not count as another account', async () => {
    const browser = await app.signedIn('google', persona());
    const { id: userId } = await me(browser);
    await app.prisma.account.create({ data: { userId, provider: 'retired', subject: userId } });
    expect(codeOf(await unlink(browser, (await accountOf(browser, 'google')).id))).toBe(
      'last_account',
    );
    const page = (await browser.request('/')).body;
    expect(page.match(/\/unlink"/g)).toHaveLength(1);
  });

  it('S28 an account of another user cannot be unlinked: 404, and nothing changes', async () => {
    const who = persona();
    const victim = await app.signedIn('google', who);
    await link(victim, 'github', who);
    const attacker = await app.signedIn('google', persona());
    const { id } = await accountOf(victim, 'github');
    for (const target of [id, randomUUID(), 'x', '__proto__', `${id}'`]) {
      const response = await unlink(attacker, encodeURIComponent(target));
      expect([response.status, codeOf(response)]).toEqual([404, 'account_not_found']);
    }
    expect((await me(victim)).accounts).toHaveLength(2);
  });

  it('S26 another site can neither link nor unlink an account: 403, and nothing changes', async () => {
    const who = persona();
    const browser = await app.signedIn('google', who);
    await link(browser, 'github', who);
    const { id } = await accountOf(browser, 'github');
    for (const origin of ['https://e.example', 'null']) {
      expect((await unlink(browser, id, { origin })).status).toBe(403);
      const form = { origin, 'content-type': 'text/plain' };
      for (const path of [`/auth/accounts/${id}/unlink`, '/auth/github/link']) {
        expect((await browser.submit(path, {}, form)).status).toBe(403);
      }
    }
    expect((await me(browser)).accounts).toHaveLength(2);
  });

  it('can be linked and unlinked only within five minutes after a login', async () => {
    const who = persona();
    const browser = await app.signedIn('google', who);
    await link(browser, 'github', who);
    const { id } = await accountOf(browser, 'github');
    await app.moveClock(301);
    const page = await begin(browser, 'github');
    expect([page.status, page.location]).toEqual([303, '/login?prompt=login']);
    expect(codeOf(await unlink(browser, id))).toBe('recent_login_required');
    expect((await me(browser)).accounts).toHaveLength(2);
  });

  it('no longer sign in the user after they are unlinked, and their other sessions are revoked', async () => {
    const who = persona();
    const here = await app.signedIn('google', who);
    await link(here, 'github', who);
    const byGitHub = await app.signedIn('github', who);
    const byGoogle = await app.signedIn('google', who);
    const unlinked = await here.submit(
      `/auth/accounts/${(await accountOf(here, 'github')).id}/unlink`,
    );
    expect([unlinked.status, unlinked.location]).toEqual([303, '/']);
    const page = (await here.request('/')).body;
    expect(page).toContain('GitHub disconnected. Other devices that used it were signed out.');
    expect(page).toContain('GitHub disconnected');
    const api = { headers: { accept: 'application/json' } };
    expect((await byGitHub.request('/api/me', api)).status).toBe(401);
    expect((await byGitHub.submit('/auth/refresh', {}, api.headers)).status).toBe(401);
    expect((await byGoogle.request('/api/me', api)).status).toBe(200);
    const again = await me(await app.signedIn('github', who));
    expect(again.id).not.toBe((await me(here)).id);
  });

  it('can be unlinked in a session that they started, which stays active', async () => {
    const who = persona();
    const browser = await app.signedIn('google', who);
    await link(browser, 'github', who);
    expect((await unlink(browser, (await accountOf(browser, 'google')).id)).status).toBe(204);
    expect((await me(browser)).accounts.map(({ provider }) => provider)).toEqual(['github']);
  });

  it('cannot be linked with a Bearer token', async () => {
    const browser = await app.signedIn('google', persona());
    const authorization = `Bearer ${browser.cookie('access')}`;
    const response = await app.browser().request('/auth/github/link', {
      method: 'POST',
      headers: { authorization, accept: 'application/json' },
    });
    expect([response.status, codeOf(response)]).toEqual([403, 'link_refused']);
  });

  it('are shown on the account page, together with buttons to link others', async () => {
    const who = persona();
    const browser = await app.signedIn('google', who);
    const one = (await browser.request('/')).body;
    expect(one).toContain('action="/auth/github/link"');
    expect(one).not.toContain('/unlink"');
    await link(browser, 'github', who);
    const two = (await browser.request('/')).body;
    expect(two).not.toContain('/link"');
    expect(two.match(/\/unlink"/g)).toHaveLength(2);
  });
});
