import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyRing, UserAdministration, type AuthEvent } from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';
import { heard, Listener, written } from './listener.js';

const NATIVE = 'com.example.app:/callback';
const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

describe.each(MAIN_ADAPTERS)('an event on %s', (adapter) => {
  let base: TestApp;
  let app: ModuleApp;
  let person = '';
  let people = 0;

  beforeAll(async () => {
    base = await TestApp.start(adapter);
    await written(base);
    app = await ModuleApp.start(base, adapter, {
      providers: [Listener],
      options: { clients: [{ clientId: 'native', redirectUris: [NATIVE] }] },
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  const newPerson = () => {
    person = `person-${(people += 1)}`;
    base.emulator.addPersona({ id: person });
  };
  const signIn = (browser = app.browser()) => base.signedIn('google', person, browser);
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

  /** What was told, without the moment; each of it has to be in the table once, and nothing else. */
  async function told(act: () => Promise<unknown>): Promise<object[]> {
    await written(app);
    const before = (await base.prisma.auditEvent.findMany()).map(({ id }) => id);
    const events = await heard(app, act);
    await written(app);
    const listed = events.filter((event) => !isOfStranger(event));
    const rows = await base.prisma.auditEvent.findMany({ where: { id: { notIn: before } } });
    expect(rows.map(({ type }) => type).toSorted()).toEqual(
      listed.map(({ type }) => type).toSorted(),
    );
    return events.map(({ at, ...event }) => {
      expect(at).toBeInstanceOf(Date);
      return event;
    });
  }

  const isOfStranger = (event: AuthEvent) =>
    event.type === 'login_failed' && event.userId === undefined;

  it('tells of a first login, of who is new and who is signed in', async () => {
    newPerson();
    let browser = app.browser();
    const events = await told(async () => (browser = await signIn()));
    const { userId, sessionId } = claimsOf(browser);
    const account = await base.prisma.account.findFirstOrThrow({ where: { userId } });
    expect(events).toEqual([
      { type: 'user_created', userId, accountId: account.id, provider: 'google' },
      { type: 'login_succeeded', userId, sessionId, provider: 'google', clientId: 'browser' },
    ]);
  });

  it('tells of a later login that somebody is signed in, and of the session it replaces', async () => {
    newPerson();
    const browser = await signIn();
    const { userId, sessionId } = claimsOf(browser);
    const events = await told(() => signIn(browser));
    expect(events).toEqual([
      { type: 'login_succeeded', ...claimsOf(browser), provider: 'google', clientId: 'browser' },
      { type: 'session_replaced', userId, sessionIds: [sessionId] },
    ]);
  });

  it('tells of the login of a client when it has its tokens, and of a code in wrong hands', async () => {
    newPerson();
    const verifier = randomBytes(32).toString('base64url');
    const grant = async () => {
      const browser = app.browser();
      const started = await browser.submit('/auth/google', {
        redirect_uri: NATIVE,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      const back = await browser.request(await base.emulator.approve(started.location, person));
      return new URL(back.location).searchParams.get('code');
    };
    let code = await grant();
    const [login] = await told(() => post('/auth/token', { code, code_verifier: verifier }));
    expect(login).toMatchObject({
      type: 'login_succeeded',
      provider: 'google',
      clientId: 'native',
    });
    code = await grant();
    const stolen = await told(() => post('/auth/token', { code, code_verifier: 'x'.repeat(43) }));
    const { userId } = login as { userId: string };
    expect(stolen).toEqual([
      { type: 'login_failed', code: 'invalid_grant', provider: undefined, userId },
    ]);
  });

  it('tells of a failed login why, and whose it was only where that is known', async () => {
    const failed = (code: string, provider?: string) => ({ type: 'login_failed', code, provider });
    const callback = (path: string) => told(() => app.browser().request(path));
    expect(await callback('/auth/google/callback')).toEqual([failed('login_refused', 'google')]);
    expect(await callback('/auth/%3Cb%3E/callback')).toEqual([failed('unknown_provider')]);
    expect(await told(() => post('/auth/token', {}))).toEqual([failed('invalid_request')]);
    const browser = app.browser();
    const denied = await base.emulator.deny(await browser.begin('github'));
    expect(await told(() => browser.request(denied))).toEqual([failed('login_canceled', 'github')]);
  });

  it('tells of no failed login where nobody logs in', async () => {
    const quiet = await told(async () => {
      const stranger = app.browser();
      await stranger.request('/');
      await stranger.request('/auth/sessions', { headers: JSON_HEADERS });
      await stranger.request('/', { headers: { authorization: 'Bearer nonsense' } });
      await stranger.submit('/auth/nobody');
      await stranger.submit('/auth/google', {}, { origin: 'https://e.example' });
      await post('/auth/refresh', { refreshToken: 'nonsense' });
    });
    expect(quiet).toEqual([]);
  });

  it('tells of a logout which session it ended, and of one everywhere which others', async () => {
    newPerson();
    const [here, there] = [await signIn(), await signIn()];
    const { userId, sessionId } = claimsOf(here);
    const others = [claimsOf(there).sessionId];
    expect(await told(() => here.submit('/auth/logout', { everywhere: 'true' }))).toEqual([
      { type: 'logout', userId, sessionIds: [sessionId] },
      { type: 'logout', userId, sessionIds: others },
    ]);
    expect(await told(() => there.submit('/auth/logout'))).toEqual([]);
  });

  it('tells of sessions that were ended from elsewhere, one or all others, and by whom', async () => {
    newPerson();
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
    });
    const end = `/auth/sessions/${claimsOf(one).sessionId}/end`;
    expect(await told(() => here.submit(end))).toEqual([revoked(ids(one), 'user')]);
    const others = await told(() => here.submit('/auth/sessions/end-others'));
    expect(others).toEqual([
      revoked(expect.arrayContaining(ids(two, three)) as unknown as string[], 'user'),
    ]);
    const administration = app.app.get(UserAdministration, { strict: false });
    const byAdmin = await told(() => administration.endAllSessions(userId));
    expect(byAdmin).toEqual([revoked(ids(here), 'admin')]);
  });

  it('tells of an old refresh token, once', async () => {
    newPerson();
    const browser = await signIn();
    const whose = claimsOf(browser);
    const thief = app.browser(browser);
    const refresh = (by: TestBrowser) =>
      by.request('/auth/refresh', {
        method: 'POST',
        headers: { accept: 'application/json', origin: base.origin },
      });
    await refresh(browser);
    await refresh(browser);
    const events = await told(async () => {
      await refresh(thief);
      await refresh(browser);
    });
    expect(events).toEqual([{ type: 'refresh_token_reused', ...whose }]);
  });

  it('tells of a user who is disabled, is refused, and is enabled again', async () => {
    newPerson();
    const browser = await signIn();
    const { userId, sessionId } = claimsOf(browser);
    const administration = app.app.get(UserAdministration, { strict: false });
    expect(await told(() => administration.disable(userId))).toEqual([
      { type: 'user_disabled', userId, sessionIds: [sessionId] },
    ]);
    expect(await told(() => signIn().catch(() => undefined))).toEqual([
      { type: 'login_failed', code: 'account_disabled', provider: 'google', userId },
    ]);
    expect(await told(() => administration.enable(userId))).toEqual([
      { type: 'user_enabled', userId },
    ]);
    expect(await told(() => administration.enable(crypto.randomUUID()))).toEqual([]);
  });

  it('tells of a signing key where it was made', async () => {
    const keys = app.app.get(KeyRing, { strict: false });
    let kid = '';
    const events = await told(async () => ({ kid } = await keys.rotate()));
    expect(events).toEqual([{ type: 'signing_key_created', kid, signsFrom: expect.any(Date) }]);
    expect(await told(() => keys.rotate())).toEqual([]);
    expect(await told(() => keys.reload())).toEqual([]);
  });

  it('of the very first start is kept too: the first key, once for all instances', async () => {
    const ofKeys = { where: { type: 'signing_key_created' }, orderBy: { at: 'asc' } } as const;
    const rows = await base.prisma.auditEvent.findMany(ofKeys);
    const keys = await base.prisma.signingKey.findMany({ orderBy: { createdAt: 'asc' } });
    expect(rows.map(({ detail }) => detail)).toEqual(keys.map(({ kid }) => kid));
  });
});
