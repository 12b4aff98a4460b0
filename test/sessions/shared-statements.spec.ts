import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Database } from '../../src/social-auth/database/database.js';
import type { ProviderProfile } from '../../src/social-auth/core/provider-profile.js';
import { RevokeSessions } from '../../src/social-auth/flows/revoke-sessions.js';
import { SessionStatus } from '../../src/social-auth/flows/session-status.js';
import { RevocationFeed } from '../../src/social-auth/revocation/revocation-feed.js';
import type { CreateSessionInput } from '../../src/social-auth/sessions/session.js';
import { SessionStore } from '../../src/social-auth/sessions/session.store.js';
import { AccountStore } from '../../src/social-auth/users/account.store.js';
import { ModuleApp } from '../support/module-app.js';
import { TestApp } from '../support/test-app.js';
import { newSession } from './new-session.js';

describe.each(['through the pool', 'through Prisma'])('concurrent calls %s', (connection) => {
  let app: TestApp;
  let module: ModuleApp | undefined;
  let sessions: SessionStore;
  let accounts: AccountStore;
  let revokeSessions: RevokeSessions;
  let database: Database;
  let userId: string;
  let accountId: string;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    if (connection === 'through Prisma') module = await ModuleApp.start(app, 'fastify', {});
    const { app: nest } = module ?? app;
    sessions = nest.get(SessionStore, { strict: false });
    accounts = nest.get(AccountStore, { strict: false });
    revokeSessions = nest.get(RevokeSessions, { strict: false });
    database = nest.get(Database, { strict: false });
    await app.signedIn('google');
    ({ id: userId } = await app.prisma.user.findFirstOrThrow());
    ({ id: accountId } = await app.prisma.account.findFirstOrThrow());
  });
  afterAll(async () => {
    await module?.stop();
    await app.stop();
  });

  const createInput = (values?: Partial<CreateSessionInput>) =>
    newSession({ userId, accountId }, values);

  async function createSession(): Promise<string> {
    const session = createInput();
    await sessions.create(session);
    return session.id;
  }

  const createSessions = (count: number) =>
    Promise.all(Array.from({ length: count }, () => createSession()));

  /** Runs calls at once. The statement of the first one is in flight when the others arrive. */
  async function runTogether<Result>(calls: readonly (() => Promise<Result>)[], statement: RegExp) {
    const query = vi.spyOn(database, 'query');
    const results = await Promise.all(calls.map((call) => call()));
    // The audit trail and the revocation feed send statements, too.
    const names = query.mock.calls.map(([{ name }]) => name).filter((name) => statement.test(name));
    query.mockRestore();
    return { results, names };
  }

  async function rotateTogether(ids: readonly string[], generation = 1) {
    const calls = ids.map((id) => () => sessions.rotate(id, generation));
    const { results, names } = await runTogether(calls, /rotate/);
    return { outcomes: results.map(({ outcome }) => outcome), names };
  }

  const createTogether = (inputs: readonly CreateSessionInput[]) =>
    runTogether(
      inputs.map((input) => () => sessions.create(input)),
      /create session/,
    );

  /** Locks a row until the returned function is called. */
  async function lock(table: 'Session' | 'User', id: string): Promise<() => Promise<void>> {
    const client = new Client(app.database.url);
    await client.connect();
    await client.query('BEGIN');
    await client.query(`SELECT 1 FROM "${table}" WHERE "id" = $1 FOR UPDATE`, [id]);
    return async () => {
      await client.query('COMMIT');
      await client.end();
    };
  }

  it('refresh sessions with one statement, and each one has its own outcome', async () => {
    const [first = '', good = '', revoked = '', old = '', repeated = ''] = await createSessions(5);
    await revokeSessions.run(userId, { only: revoked }, 'logout');
    for (const generation of [1, 2]) await sessions.rotate(old, generation);
    const unknown = randomUUID();
    const ids = [first, good, revoked, old, repeated, repeated, unknown];
    const { outcomes, names } = await rotateTogether(ids);
    expect(outcomes.toSpliced(4, 2)).toEqual([
      'rotated',
      'rotated',
      'unknown',
      'reused',
      'unknown',
    ]);
    expect(outcomes.slice(4, 6).toSorted()).toEqual(['replayed', 'rotated']);
    expect(names.slice(0, 2)).toEqual(['rotate session', 'rotate sessions']);
  });

  it('replace each refresh token once, however many requests present it', async () => {
    const id = await createSession();
    const { outcomes } = await rotateTogether(Array.from({ length: 50 }, () => id));
    expect(outcomes.filter((outcome) => outcome === 'rotated')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'replayed')).toHaveLength(49);
    expect(await sessions.findGeneration(id)).toMatchObject({ generation: 2 });
  });

  it('refresh forty sessions with two statements', async () => {
    const { outcomes, names } = await rotateTogether(await createSessions(40));
    expect(new Set(outcomes)).toEqual(new Set(['rotated']));
    expect(names).toEqual(['rotate session', 'rotate sessions']);
  });

  it('do not wait for the refresh of a session that another transaction has locked', async () => {
    const [locked = '', ...others] = await createSessions(6);
    const unlock = await lock('Session', locked);
    let isRotated = false;
    const waiting = sessions.rotate(locked, 1).then(() => (isRotated = true));
    const again = sessions.rotate(locked, 1);
    const { outcomes } = await rotateTogether(others);
    expect(new Set(outcomes)).toEqual(new Set(['rotated']));
    expect(isRotated).toBe(false);
    await unlock();
    await waiting;
    expect(['rotated', 'replayed']).toContain((await again).outcome);
    expect(await sessions.findGeneration(locked)).toMatchObject({ generation: 2 });
  });

  it('create sessions with one statement, and each one has its own outcome', async () => {
    const other = await app.prisma.user.create({ data: { disabledAt: new Date() } });
    const { id: ofDisabled } = await app.prisma.account.create({
      data: { userId: other.id, provider: 'google', subject: randomUUID() },
    });
    const [existing = '', previous = '', ended = ''] = await createSessions(3);
    await revokeSessions.run(userId, { only: ended }, 'revoked');
    const inputs = {
      'in flight': createInput(),
      'from a browser without logins': createInput({ userAgent: 'Firefox' }),
      'from a browser with a login': createInput({ previousSessionId: previous }),
      'from a browser whose session was ended from elsewhere': createInput({
        previousSessionId: ended,
      }),
      'that exists': createInput({ id: existing }),
      'of a disabled user': createInput({ userId: other.id, accountId: ofDisabled }),
      'with the account of another user': createInput({ accountId: ofDisabled }),
      'with an unknown account': createInput({ accountId: randomUUID() }),
    };
    const { results, names } = await createTogether(Object.values(inputs));
    expect(names.slice(0, 2)).toEqual(['create session', 'create sessions']);
    const outcomes = Object.keys(inputs).map((name, index) => [name, results[index]?.isNewDevice]);
    expect(Object.fromEntries(outcomes)).toEqual({
      'in flight': true,
      'from a browser without logins': true,
      'from a browser with a login': false,
      'from a browser whose session was ended from elsewhere': true,
      'that exists': undefined,
      'of a disabled user': undefined,
      'with the account of another user': undefined,
      'with an unknown account': undefined,
    });
    const input = inputs['from a browser without logins'];
    expect(results[1]).toMatchObject({ sessionId: input.id, userId, roles: [], generation: 1 });
    expect(await sessions.find(input.id)).toMatchObject({
      provider: 'google',
      userAgent: 'Firefox',
    });
  });

  it('create a session once, however many logins name it', async () => {
    const session = createInput();
    const { results } = await createTogether(Array.from({ length: 20 }, () => session));
    expect(results.filter((created) => created !== null)).toHaveLength(1);
  });

  it('create sessions without waiting for a user whom another transaction has locked', async () => {
    const locked = await app.prisma.user.create({ data: {} });
    const { id } = await app.prisma.account.create({
      data: { userId: locked.id, provider: 'google', subject: randomUUID() },
    });
    const unlock = await lock('User', locked.id);
    const flying = sessions.create(createInput());
    let isCreated = false;
    const waiting = sessions
      .create(createInput({ userId: locked.id, accountId: id }))
      .then(() => (isCreated = true));
    const { results } = await createTogether([createInput(), createInput()]);
    await flying;
    expect(results.every((created) => created !== null)).toBe(true);
    expect(isCreated).toBe(false);
    await unlock();
    await waiting;
    expect(isCreated).toBe(true);
  });

  it('find the accounts of profiles with one statement', async () => {
    const { subject } = await app.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
    const profile = (key: string, provider = 'google') =>
      ({ provider, subject: key }) as ProviderProfile;
    const profiles = [
      profile('unknown'),
      profile(subject),
      profile(subject, 'github'),
      profile("'; DROP TABLE"),
      profile(subject),
    ];
    const calls = profiles.map((each) => () => accounts.find(each));
    const { results, names } = await runTogether(calls, /find account/);
    const ids = results.map((found) => found?.id);
    expect(ids).toEqual([undefined, accountId, undefined, undefined, accountId]);
    expect(results[1]).toEqual(await accounts.find(profile(subject)));
    expect(names).toEqual(['find account', 'find accounts']);
  });

  it('check sessions with one statement while the revocation feed is stale', async () => {
    const [first = '', active = '', revoked = ''] = await createSessions(3);
    await revokeSessions.run(userId, { only: revoked }, 'logout');
    const nest = (module ?? app).app;
    const feed = nest.get(RevocationFeed, { strict: false });
    const isFresh = vi.spyOn(feed, 'isFresh', 'get').mockReturnValue(false);
    const isRevoked = vi.spyOn(feed, 'isRevoked').mockReturnValue(false);
    const status = nest.get(SessionStatus, { strict: false });
    const requests = [first, active, revoked, active, randomUUID()];
    const calls = requests.map((id) => async () => status.isActive(id));
    const { results, names } = await runTogether(calls, /find session generation/);
    isFresh.mockRestore();
    isRevoked.mockRestore();
    expect(results).toEqual([true, true, false, true, false]);
    expect(names).toEqual(['find session generation', 'find session generations']);
  });
});
