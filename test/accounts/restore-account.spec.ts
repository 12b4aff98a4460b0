import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  AuditTrail,
  ConfigurationError,
  UserAdministration,
  type SignInAttempt,
} from '../../src/social-auth/index.js';
import { DeleteExpired } from '../../src/social-auth/flows/delete-expired.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { ACCEPT_JSON, refresh } from '../support/requests.js';
import { freePort } from '../support/free-port.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

const DAY = 86_400;
const CLIENT = { clientId: 'mobile-app', redirectUris: ['com.example.app:/callback'] };
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

describe.each(MAIN_ADAPTERS)('an account in the grace period of its deletion on %s', (adapter) => {
  let base: TestApp;
  let app: ModuleApp;
  let second: ModuleApp;
  let failing: string | undefined;
  let refused: string | undefined;
  let count = 0;

  const options = {
    deletionGracePeriod: '30d',
    clients: [CLIENT],
    canSignIn: ({ userId }: SignInAttempt) => userId === undefined || userId !== refused,
    deleteUser: (userId: string) => {
      if (userId === failing) throw new Error('the hook fails');
    },
  } as const;

  beforeAll(async () => {
    base = await TestApp.start(adapter);
    [app, second] = await Promise.all([
      ModuleApp.start(base, adapter, { options }),
      ModuleApp.start(base, adapter, { options }),
    ]);
  });
  afterAll(async () => {
    await app.stop();
    await second.stop();
    await base.stop();
  });
  beforeEach(() => base.moveClock(0));

  function persona(): string {
    const id = `returner-${(count += 1)}`;
    base.emulator.addPersona({ id });
    return id;
  }
  const login = async (who: string, browser = app.browser()) => {
    const callback = await base.emulator.approve(await browser.begin('google'), who);
    return { browser, response: await browser.request(callback) };
  };
  const sessions = (browser: TestBrowser) =>
    browser.request('/auth/sessions', { headers: ACCEPT_JSON });
  const userIdOf = async (browser: TestBrowser) => {
    const [session] = await browser.json<{ id: string }[]>('/auth/sessions');
    const where = { id: session?.id ?? '' };
    return (await base.prisma.session.findUniqueOrThrow({ where })).userId;
  };
  const request = (browser: TestBrowser) =>
    browser.submit('/auth/account/delete', { confirmed: 'true' });
  const restore = (browser: TestBrowser, location: string, action = 'restore') =>
    browser.submit('/auth/account/restore', {
      login: new URL(location, base.origin).searchParams.get('login') ?? '',
      action,
    });
  /** Signs a persona in, and requests the deletion. */
  async function leaver(who = persona()) {
    const { browser } = await login(who);
    const id = await userIdOf(browser);
    await request(browser);
    return { who, id, browser };
  }
  const find = (id: string) => base.prisma.user.findUnique({ where: { id } });
  const expire = async (id: string) => {
    const deleteAfter = new Date(Date.now() - 1000);
    await base.prisma.user.update({ where: { id }, data: { deleteAfter } });
  };

  it('is signed out everywhere at once, and the other browser is told why', async () => {
    const who = persona();
    const { browser } = await login(who);
    const { browser: other } = await login(who);
    const id = await userIdOf(browser);
    const elsewhere = second.browser(other);
    expect((await sessions(elsewhere)).status).toBe(200);
    const requested = await request(browser);
    expect([requested.status, requested.location]).toEqual([303, '/login']);
    expect((await browser.request('/login')).body).toContain('your account will be deleted');
    expect((await sessions(other)).status).toBe(401);
    const status = async () => (await sessions(elsewhere)).status;
    await expect.poll(status, { timeout: 1000, interval: 20 }).toBe(401);
    expect((await refresh(other)).status).toBe(401);
    expect((await other.request('/login')).body).toContain('because you asked to delete');
    const { deleteAfter } = (await find(id)) ?? {};
    expect((deleteAfter?.getTime() ?? 0) - Date.now()).toBeGreaterThan(29 * DAY * 1000);
  });

  it('tells an API client the time of the deletion', async () => {
    const { browser } = await login(persona());
    const response = await browser.request('/auth/account', {
      method: 'DELETE',
      headers: { ...ACCEPT_JSON, origin: base.origin },
    });
    expect(response.status).toBe(202);
    const { deleteAfter } = JSON.parse(response.body) as { deleteAfter: string };
    expect(Date.parse(deleteAfter)).toBeGreaterThan(Date.now() + 29 * DAY * 1000);
  });

  it('is restored by a login whose user confirms it, with the events of both', async () => {
    const { who, id } = await leaver();
    const { browser, response } = await login(who);
    expect(response.location).toMatch(/^\/auth\/account\/restore\?login=/);
    expect(browser.cookie('access')).toBeUndefined();
    const page = await browser.request(response.location);
    expect(page.body).toContain('Restore your account?');
    const restored = await restore(browser, response.location);
    expect([restored.status, restored.location]).toEqual([303, '/']);
    expect((await browser.request('/')).body).toContain('Your account is restored');
    expect(await userIdOf(browser)).toBe(id);
    expect((await find(id))?.deleteAfter).toBeNull();
    const trail = app.app.get(AuditTrail, { strict: false });
    const types = (await trail.recent(id, 9)).map(({ type }) => type);
    expect(types).toContain('account_deletion_requested');
    expect(types).toContain('account_restored');
    expect(types).not.toContain('login_failed');
    expect((await restore(browser, response.location)).status).toBe(400);
  });

  it('stays scheduled when the user cancels, and when the form is forged', async () => {
    const { who, id } = await leaver();
    const { browser, response } = await login(who);
    const attacker = (await login((await leaver()).who)).browser;
    const fields = { login: new URL(response.location, base.origin).searchParams.get('login') };
    const forged = { ...fields, action: 'restore' } as Record<string, string>;
    expect((await attacker.submit('/auth/account/restore', forged)).status).toBe(400);
    expect((await app.browser().submit('/auth/account/restore', forged)).status).toBe(400);
    const origin = 'https://e.example';
    expect((await browser.submit('/auth/account/restore', forged, { origin })).status).toBe(403);
    const canceled = await restore(browser, response.location, 'cancel');
    expect(canceled.location).toBe('/login?error=login_canceled');
    expect((await restore(browser, response.location)).status).toBe(400);
    expect((await find(id))?.deleteAfter).not.toBeNull();
    expect(await base.prisma.session.count({ where: { userId: id, revokedAt: null } })).toBe(0);
  });

  it('is restored by the login of a native client, which receives its code', async () => {
    const { who } = await leaver();
    const browser = app.browser();
    const { location } = await browser.submit('/auth/google', {
      client_id: CLIENT.clientId,
      redirect_uri: CLIENT.redirectUris[0] ?? '',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      state: 'xyz',
    });
    const interrupted = await browser.request(await base.emulator.approve(location, who));
    expect(interrupted.location).toMatch(/^\/auth\/account\/restore/);
    const restored = await restore(browser, interrupted.location);
    const code = new URL(restored.location).searchParams.get('code');
    const tokens = await app.browser().request('/auth/token', {
      method: 'POST',
      headers: { ...ACCEPT_JSON, 'content-type': 'application/json' },
      body: JSON.stringify({ code, code_verifier: VERIFIER }),
    });
    expect(tokens.status).toBe(200);
  });

  it('S88 cannot be restored by a user whom an administrator has disabled', async () => {
    const { who, id } = await leaver();
    const { browser, response } = await login(who);
    await app.app.get(UserAdministration, { strict: false }).disable(id);
    expect((await restore(browser, response.location)).status).toBe(403);
    expect((await find(id))?.deleteAfter).not.toBeNull();
    expect((await login(who)).response.body).toContain('This account is disabled');
  });

  it('S88 cannot be restored by a user whom a policy refuses in the meantime', async () => {
    const { who, id } = await leaver();
    const { browser, response } = await login(who);
    refused = id;
    expect((await restore(browser, response.location)).status).toBe(403);
    refused = undefined;
    expect((await find(id))?.deleteAfter).not.toBeNull();
  });

  it('is deleted by the job of one of two instances when the time is over, and only then', async () => {
    const users = await Promise.all([leaver(), leaver(), leaver(), leaver()]);
    const [kept, ...due] = users.map(({ id }) => id);
    for (const id of due) await expire(id);
    failing = due[0];
    const jobs = [app, second].map(({ app: nest }) => nest.get(DeleteExpired, { strict: false }));
    await Promise.all(jobs.map((job) => job.run()));
    const trail = app.app.get(AuditTrail, { strict: false });
    await second.app.get(AuditTrail, { strict: false }).flush();
    for (const id of due) {
      const events = await trail.recent(id, 9);
      const deletions = events.filter(({ type }) => type === 'user_deleted').length;
      expect([await find(id), deletions]).toEqual(
        id === failing ? [expect.anything(), 0] : [null, 1],
      );
    }
    expect(await find(kept ?? '')).not.toBeNull();
    failing = undefined;
    await jobs[0]?.run();
    expect(await find(due[0] ?? '')).toBeNull();
    const { response, browser } = await login(users[1]?.who ?? '');
    expect(response.location).toBe('/');
    expect(await userIdOf(browser)).not.toBe(due[0]);
  });

  it('is either restored or deleted when a restore races with the job', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { who, id } = await leaver();
      const { browser, response } = await login(who);
      await expire(id);
      const job = second.app.get(DeleteExpired, { strict: false });
      const [restored] = await Promise.all([restore(browser, response.location), job.run()]);
      const user = await find(id);
      expect([restored.status, user === null]).toEqual(user === null ? [400, true] : [303, false]);
    }
  });

  it('requires the field deleteAfter of the user model, and the start names the lines to add', async () => {
    const start = ModuleApp.start(base, adapter, {
      port: await freePort(),
      options: { ...options, userFields: { deleteAfter: false } } as never,
    });
    const error: unknown = await start.then(
      (started) => started.stop(),
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain('deletionGracePeriod requires a field deleteAfter');
    expect(String(error)).toContain('deleteAfter DateTime? @db.Timestamptz(3)');
  });

  it('is not affected by a field deleteAfter of the app when the option is not set', async () => {
    const plain = await ModuleApp.start(base, adapter, {});
    const who = persona();
    const { browser } = await login(who, plain.browser());
    const id = await userIdOf(browser);
    await expire(id);
    expect((await login(who, plain.browser())).browser.cookie('access')).toBeDefined();
    await plain.app.get(DeleteExpired, { strict: false }).run();
    expect(await find(id)).not.toBeNull();
    await plain.stop();
  });

  describe('of a user who signs in with an ID token', () => {
    const post = async (browser: TestBrowser, path: string, body: object) => {
      const headers = {
        ...ACCEPT_JSON,
        'content-type': 'application/json',
        origin: base.origin,
      };
      const response = await browser.request(path, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return JSON.parse(response.body) as Record<string, string>;
    };
    const present = async (browser: TestBrowser, who: string) => {
      const { nonce = '' } = await post(browser, '/auth/google/id-token/nonce', {});
      const credential = await base.emulator.createIdToken({ persona: who, nonce });
      const { returnTo = '' } = await post(browser, '/auth/google/id-token', {
        credential,
        returnTo: '/projects',
      });
      return { credential, nonce, returnTo };
    };

    it('is restored on the same page, once, in that browser only, and opens the return path', async () => {
      const { who, id } = await leaver();
      const browser = app.browser();
      const { credential, returnTo } = await present(browser, who);
      expect(returnTo).toMatch(/^\/auth\/account\/restore\?login=/);
      expect((await sessions(browser)).status).toBe(401);
      expect((await browser.request(returnTo)).body).toContain('Restore your account?');
      expect((await restore(app.browser(), returnTo)).status).toBe(400);
      expect((await find(id))?.deleteAfter).not.toBeNull();
      expect((await restore(browser, returnTo)).location).toBe('/projects');
      expect((await find(id))?.deleteAfter).toBeNull();
      expect((await sessions(browser)).status).toBe(200);
      const again = await post(browser, '/auth/google/id-token', { credential });
      expect(again['code']).toBe('login_expired');
    });

    it('remains to be deleted when the user cancels, and a native client receives the error', async () => {
      const { who, id } = await leaver();
      const browser = app.browser();
      const { returnTo } = await present(browser, who);
      expect((await restore(browser, returnTo, 'cancel')).location).toContain('/login?');
      const nonce = 'n'.repeat(32);
      const hash = createHash('sha256').update(nonce).digest('hex');
      const idToken = await base.emulator.createIdToken({ persona: who, nonce: hash });
      const clientRequest = {
        redirect_uri: CLIENT.redirectUris[0],
        code_challenge: CHALLENGE,
        code_challenge_method: 'S256',
      };
      const response = await post(app.browser(), '/auth/google/id-token', {
        ...clientRequest,
        idToken,
        nonce,
      });
      expect(response['code']).toBe('deletion_scheduled');
      expect((await find(id))?.deleteAfter).not.toBeNull();
    });
  });
});
