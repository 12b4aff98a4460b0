import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyRing, UserAdministration, type AuthEvent } from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestBackend } from '../support/test-backend.js';
import type { TestBrowser } from '../support/test-browser.js';
import { receivedEvents, Listener, flushAudit } from './listener.js';

const NATIVE = 'com.example.app:/callback';
const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

describe.each(MAIN_ADAPTERS)('events on %s', (adapter) => {
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

  const newPersona = () => {
    persona = `persona-${(personas += 1)}`;
    base.emulator.addPersona({ id: persona });
  };
  const signIn = (browser = app.browser()) => base.signedIn('google', persona, browser);
  const claimsOf = (browser: TestBrowser) => {
    const [, claims = ''] = (browser.cookie('access') ?? '').split('.');
    const { sub, sid } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      sub: string;
      sid: string;
    };
    return { userId: sub, sessionId: sid };
  };
  const post = (path: string, body: object) =>
    app.browser().request(path, {
      method: 'POST',
      headers: JSON_HEADERS,
      body: JSON.stringify(body),
    });

  /** Returns the events of an action without their time. Expects that the table contains each of them once. */
  async function eventsOf(act: () => Promise<unknown>): Promise<object[]> {
    await flushAudit(app);
    const before = (await base.prisma.auditEvent.findMany()).map(({ id }) => id);
    const events = await receivedEvents(app, act);
    await flushAudit(app);
    const expected = events.filter((event) => !isAnonymousFailure(event));
    const rows = await base.prisma.auditEvent.findMany({ where: { id: { notIn: before } } });
    expect(rows.map(({ type }) => type).toSorted()).toEqual(
      expected.map(({ type }) => type).toSorted(),
    );
    return events.map(({ at, ...event }) => {
      expect(at).toBeInstanceOf(Date);
      return event;
    });
  }

  const isAnonymousFailure = (event: AuthEvent) =>
    event.type === 'login_failed' && event.userId === undefined;

  it('report a first login as a new user and a login', async () => {
    newPersona();
    let browser = app.browser();
    const events = await eventsOf(async () => (browser = await signIn()));
    const { userId, sessionId } = claimsOf(browser);
    const account = await base.prisma.account.findFirstOrThrow({ where: { userId } });
    expect(events).toEqual([
      { type: 'user_created', userId, accountId: account.id, provider: 'google' },
      {
        type: 'login_succeeded',
        userId,
        sessionId,
        provider: 'google',
        clientId: 'browser',
        isNewDevice: false,
      },
    ]);
  });

  it('report a later login, and the session that it replaces', async () => {
    newPersona();
    const browser = await signIn();
    const { userId, sessionId } = claimsOf(browser);
    const events = await eventsOf(() => signIn(browser));
    expect(events).toEqual([
      {
        type: 'login_succeeded',
        ...claimsOf(browser),
        provider: 'google',
        clientId: 'browser',
        isNewDevice: false,
      },
      { type: 'session_replaced', userId, sessionIds: [sessionId] },
    ]);
  });

  it('report the login of a client when it receives its tokens, and a failed login when its PKCE verifier is wrong', async () => {
    newPersona();
    const verifier = randomBytes(32).toString('base64url');
    const requestCode = async () => {
      const browser = app.browser();
      const started = await browser.submit('/auth/google', {
        redirect_uri: NATIVE,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      const back = await browser.request(await base.emulator.approve(started.location, persona));
      return new URL(back.location).searchParams.get('code');
    };
    let code = await requestCode();
    const [login] = await eventsOf(() => post('/auth/token', { code, code_verifier: verifier }));
    expect(login).toMatchObject({
      type: 'login_succeeded',
      provider: 'google',
      clientId: 'native',
    });
    code = await requestCode();
    const stolen = await eventsOf(() =>
      post('/auth/token', { code, code_verifier: 'x'.repeat(43) }),
    );
    const { userId } = login as { userId: string };
    expect(stolen).toEqual([
      { type: 'login_failed', code: 'invalid_grant', provider: undefined, userId },
    ]);
  });

  it('report why a login failed, and the user only if it is known', async () => {
    const failed = (code: string, provider?: string) => ({ type: 'login_failed', code, provider });
    const callback = (path: string) => eventsOf(() => app.browser().request(path));
    expect(await callback('/auth/google/callback')).toEqual([failed('login_refused', 'google')]);
    expect(await callback('/auth/%3Cb%3E/callback')).toEqual([failed('unknown_provider')]);
    expect(await eventsOf(() => post('/auth/token', {}))).toEqual([failed('invalid_request')]);
    const browser = app.browser();
    const denied = await base.emulator.deny(await browser.begin('github'));
    expect(await eventsOf(() => browser.request(denied))).toEqual([
      failed('login_canceled', 'github'),
    ]);
  });

  it('report no failed login for other requests', async () => {
    const events = await eventsOf(async () => {
      const signedOut = app.browser();
      await signedOut.request('/');
      await signedOut.request('/auth/sessions', { headers: JSON_HEADERS });
      await signedOut.request('/', { headers: { authorization: 'Bearer nonsense' } });
      await signedOut.submit('/auth/nobody');
      await signedOut.submit('/auth/google', {}, { origin: 'https://e.example' });
      await post('/auth/refresh', { refreshToken: 'nonsense' });
    });
    expect(events).toEqual([]);
  });

  it('report the session of a logout, and the other sessions of a logout everywhere', async () => {
    newPersona();
    const [here, there] = [await signIn(), await signIn()];
    const { userId, sessionId } = claimsOf(here);
    const others = [claimsOf(there).sessionId];
    expect(await eventsOf(() => here.submit('/auth/logout', { everywhere: 'true' }))).toEqual([
      { type: 'logout', userId, sessionIds: [sessionId] },
      { type: 'logout', userId, sessionIds: others },
    ]);
    expect(await eventsOf(() => there.submit('/auth/logout'))).toEqual([]);
  });

  it('report sessions that the user or an administrator has revoked', async () => {
    newPersona();
    const [here, one, two, three] = [
      await signIn(),
      await signIn(),
      await signIn(),
      await signIn(),
    ];
    const { userId } = claimsOf(here);
    const ids = (...browsers: TestBrowser[]) => browsers.map((each) => claimsOf(each).sessionId);
    const revoked = (sessionIds: string[], by: string) => ({
      type: 'session_revoked',
      userId,
      sessionIds,
      by,
      ...(by === 'user' && { bySessionId: ids(here)[0] }),
    });
    const end = `/auth/sessions/${claimsOf(one).sessionId}/end`;
    expect(await eventsOf(() => here.submit(end))).toEqual([revoked(ids(one), 'user')]);
    const others = await eventsOf(() => here.submit('/auth/sessions/end-others'));
    expect(others).toEqual([
      revoked(expect.arrayContaining(ids(two, three)) as unknown as string[], 'user'),
    ]);
    const administration = app.app.get(UserAdministration, { strict: false });
    const byAdmin = await eventsOf(() => administration.endAllSessions(userId));
    expect(byAdmin).toEqual([revoked(ids(here), 'admin')]);
  });

  it('report a reused refresh token once', async () => {
    newPersona();
    const browser = await signIn();
    const claims = claimsOf(browser);
    const thief = app.browser(browser);
    const refresh = (by: TestBrowser) =>
      by.request('/auth/refresh', {
        method: 'POST',
        headers: { accept: 'application/json', origin: base.origin },
      });
    await refresh(browser);
    await refresh(browser);
    const events = await eventsOf(async () => {
      await refresh(thief);
      await refresh(browser);
    });
    expect(events).toEqual([{ type: 'refresh_token_reused', ...claims }]);
  });

  it('report that a user was disabled, was refused at sign-in, and was enabled', async () => {
    newPersona();
    const browser = await signIn();
    const { userId, sessionId } = claimsOf(browser);
    const administration = app.app.get(UserAdministration, { strict: false });
    expect(await eventsOf(() => administration.disable(userId))).toEqual([
      { type: 'user_disabled', userId, sessionIds: [sessionId] },
    ]);
    expect(await eventsOf(() => signIn().catch(() => undefined))).toEqual([
      { type: 'login_failed', code: 'account_disabled', provider: 'google', userId },
    ]);
    expect(await eventsOf(() => administration.enable(userId))).toEqual([
      { type: 'user_enabled', userId },
    ]);
    expect(await eventsOf(() => administration.enable(crypto.randomUUID()))).toEqual([]);
  });

  it('report a new signing key on the instance that created it', async () => {
    const keys = app.app.get(KeyRing, { strict: false });
    let kid = '';
    const events = await eventsOf(async () => ({ kid } = await keys.rotate()));
    expect(events).toEqual([{ type: 'signing_key_created', kid, signsFrom: expect.any(Date) }]);
    expect(await eventsOf(() => keys.rotate())).toEqual([]);
    expect(await eventsOf(() => keys.reload())).toEqual([]);
  });

  it('about the first signing keys are stored once, not by every instance', async () => {
    const keyEvents = { where: { type: 'signing_key_created' }, orderBy: { at: 'asc' } } as const;
    const rows = await base.prisma.auditEvent.findMany(keyEvents);
    const keys = await base.prisma.signingKey.findMany({ orderBy: { createdAt: 'asc' } });
    expect(rows.map(({ detail }) => detail)).toEqual(keys.map(({ kid }) => kid));
  });
});
