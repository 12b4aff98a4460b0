import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuthEvent } from '../../src/social-auth/index.js';
import { flushAudit, Listener } from '../audit/listener.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { clientLogin, NATIVE, newVerifier, redeem } from '../support/native-client.js';
import { TestBackend } from '../support/test-backend.js';
import type { TestBrowser } from '../support/test-browser.js';

/** The size of a login in the cookie, in bytes. */
const LOGIN_BYTES = 28;

describe.each(MAIN_ADAPTERS)('new devices on %s', (adapter) => {
  let base: TestBackend;
  let app: ModuleApp;
  let persona = '';
  let personas = 0;

  beforeAll(async () => {
    base = await TestBackend.create();
    app = await ModuleApp.start(base, adapter, {
      providers: [Listener],
      options: { clients: [{ clientId: 'native', redirectUris: [NATIVE] }] },
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });
  beforeEach(() => newPersona());

  function newPersona(): string {
    persona = `persona-${(personas += 1)}`;
    base.emulator.addPersona({ id: persona });
    return persona;
  }

  function lastLogin(): AuthEvent<'login_succeeded'> {
    const { events } = app.app.get(Listener, { strict: false });
    const event = events.findLast(({ type }) => type === 'login_succeeded');
    return event as AuthEvent<'login_succeeded'>;
  }

  /** Signs in. Returns whether the login was from a new device. */
  async function isNew(browser: TestBrowser, as = persona): Promise<boolean> {
    await base.signedIn('google', as, browser);
    return lastLogin().isNewDevice;
  }

  /** Returns a browser in which the persona has signed in first, and has signed out. */
  async function knownBrowser(): Promise<TestBrowser> {
    const browser = app.browser();
    expect(await isNew(browser)).toBe(false);
    await browser.submit('/auth/logout');
    return browser;
  }

  const device = (browser: TestBrowser) => Buffer.from(browser.cookie('device') ?? '', 'base64url');

  function browserWith(logins: Buffer): TestBrowser {
    const browser = app.browser();
    browser.cookies.set('device', logins.toString('base64url'));
    return browser;
  }

  it('are reported for a known user, but not for the first login, after a sign-out, or when a login replaces a session', async () => {
    const browser = await knownBrowser();
    expect(await isNew(browser)).toBe(false);
    expect(await isNew(browser)).toBe(false);
    const other = app.browser();
    expect(await isNew(other)).toBe(true);
    expect(await isNew(other)).toBe(false);
    await flushAudit(app);
    const where = { userId: lastLogin().userId, type: 'login_succeeded', detail: 'new_device' };
    expect(await base.prisma.auditEvent.count({ where })).toBe(1);
  });

  it('do not include a browser in which the user is one of the last four who signed in', async () => {
    const browser = app.browser();
    const family = [newPersona(), newPersona(), newPersona(), newPersona()];
    for (const each of [...family, ...family]) expect(await isNew(browser, each)).toBe(false);
    expect(device(browser)).toHaveLength(4 * LOGIN_BYTES);
    const guest = newPersona();
    expect(await isNew(browser, guest)).toBe(false);
    expect(await isNew(browser, family[1])).toBe(false);
    expect(await isNew(browser, family[0])).toBe(true);
  });

  it('S76 are detected despite a forged cookie', async () => {
    const logins = device(await knownBrowser());
    const id = logins.subarray(0, 16);
    const forged = [
      Buffer.alloc(LOGIN_BYTES),
      randomBytes(LOGIN_BYTES * 200),
      logins.subarray(0, LOGIN_BYTES - 1),
      Buffer.concat([id, randomBytes(12)]),
      Buffer.concat([randomBytes(16), logins.subarray(16)]),
      Buffer.concat([logins, Buffer.alloc(1)]),
      Buffer.concat([Buffer.alloc(4 * LOGIN_BYTES), logins]),
    ];
    for (const bytes of forged) expect(await isNew(browserWith(bytes))).toBe(true);
    const padded = app.browser();
    padded.cookies.set('device', `${logins.toString('base64')}==`);
    expect(await isNew(padded)).toBe(true);
    expect(await isNew(browserWith(logins))).toBe(false);
  });

  it('S76 are detected despite the cookie of another user, even with the id of a session of this user', async () => {
    const attacker = device(await knownBrowser());
    newPersona();
    const victim = device(await knownBrowser());
    expect(await isNew(browserWith(attacker))).toBe(true);
    const mixed = Buffer.concat([victim.subarray(0, 16), attacker.subarray(16)]);
    expect(await isNew(browserWith(mixed))).toBe(true);
  });

  it('include a browser whose session the user has ended from another device', async () => {
    const known = await knownBrowser();
    const suspicious = app.browser();
    expect(await isNew(suspicious)).toBe(true);
    const { sessionId } = lastLogin();
    expect(await isNew(known)).toBe(false);
    await known.submit(`/auth/sessions/${sessionId}/end`);
    expect(await isNew(suspicious)).toBe(true);
    expect(await isNew(suspicious)).toBe(false);
  });

  it('are detected for a native app by the browser of its login', async () => {
    const browser = await knownBrowser();
    const redeemed = async (from: TestBrowser) => {
      const verifier = newVerifier();
      const client = { browser: () => from, emulator: base.emulator };
      const { searchParams } = await clientLogin(client, verifier, { persona, browser: from });
      const { status } = await redeem(client, searchParams.get('code'), verifier);
      expect(status).toBe(200);
      expect(lastLogin().clientId).toBe('native');
      return lastLogin().isNewDevice;
    };
    const other = app.browser();
    expect(await redeemed(browser)).toBe(false);
    expect(await redeemed(other)).toBe(true);
    expect(await redeemed(other)).toBe(false);
    expect(await isNew(other)).toBe(false);
  });

  it('S76 are detected despite the unfinished login of a client, and despite a changed code', async () => {
    await knownBrowser();
    const attacker = app.browser();
    const client = { browser: () => app.browser(), emulator: base.emulator };
    const verifier = newVerifier();
    const { searchParams } = await clientLogin(client, verifier, { persona, browser: attacker });
    const code = searchParams.get('code') ?? '';
    const changed = `${code.split('.')[0]}.${randomUUID()}`;
    expect((await redeem(client, changed, verifier)).status).toBe(400);
    expect(device(attacker)).toHaveLength(LOGIN_BYTES);
    expect(await isNew(attacker)).toBe(true);
  });

  it('do not include a browser whose session or login is stored, and require that something of the user is stored', async () => {
    const browser = await knownBrowser();
    const { userId, sessionId } = lastLogin();
    await flushAudit(app);
    await base.prisma.session.delete({ where: { id: sessionId } });
    expect(await isNew(app.browser())).toBe(true);
    expect(await isNew(browserWith(device(browser)))).toBe(false);
    await flushAudit(app);
    await base.prisma.auditEvent.deleteMany({ where: { userId } });
    expect(await isNew(browser)).toBe(true);
    await base.prisma.auditEvent.deleteMany({ where: { userId } });
    await flushAudit(app);
    await base.prisma.session.deleteMany({ where: { userId } });
    await base.prisma.auditEvent.deleteMany({ where: { userId } });
    expect(await isNew(app.browser())).toBe(false);
  });

  it('are detected without a further statement', async () => {
    const browser = await knownBrowser();
    const queries = async (from: TestBrowser) => {
      const before = app.queries;
      await isNew(from);
      return app.queries - before;
    };
    await flushAudit(app);
    const known = await queries(browser);
    await flushAudit(app);
    expect(await queries(app.browser())).toBeLessThanOrEqual(known);
  });

  it('are detected by a cookie without user ids, which scripts and other sites cannot read', async () => {
    const browser = await knownBrowser();
    const { userId } = lastLogin();
    expect(device(browser).toString('hex')).not.toContain(userId.replaceAll('-', ''));
    const header = browser.setCookies.findLast((cookie) => cookie.startsWith('device='));
    expect(header).toMatch(/^device=[\w-]{38}; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/);
  });
});
