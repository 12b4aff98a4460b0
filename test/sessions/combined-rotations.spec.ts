import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Database } from '../../src/social-auth/database/database.js';
import { RevokeSessions } from '../../src/social-auth/flows/revoke-sessions.js';
import { SessionStore } from '../../src/social-auth/sessions/session.store.js';
import { ModuleApp } from '../support/module-app.js';
import { TestApp } from '../support/test-app.js';

describe.each(['through the pool', 'through Prisma'])('concurrent refreshes %s', (connection) => {
  let app: TestApp;
  let module: ModuleApp | undefined;
  let sessions: SessionStore;
  let revokeSessions: RevokeSessions;
  let database: Database;
  let userId: string;
  let accountId: string;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    if (connection === 'through Prisma') module = await ModuleApp.start(app, 'fastify', {});
    const { app: nest } = module ?? app;
    sessions = nest.get(SessionStore, { strict: false });
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

  async function createSession(): Promise<string> {
    const id = randomUUID();
    const session = {
      id,
      userId,
      accountId,
      provider: 'google',
      userAgent: null,
      previousSessionId: null,
    };
    await sessions.create({ ...session, mode: 'cookie', clientId: 'browser' });
    return id;
  }

  const createSessions = (count: number) =>
    Promise.all(Array.from({ length: count }, () => createSession()));

  /** Rotates all sessions at once. The first one is in flight when the others arrive. */
  async function rotateTogether(ids: readonly string[], generation = 1) {
    const query = vi.spyOn(database, 'query');
    const results = await Promise.all(ids.map((id) => sessions.rotate(id, generation)));
    // The audit trail and the revocation feed send statements, too.
    const names = query.mock.calls.map(([{ name }]) => name).filter((name) => /rotate/.test(name));
    query.mockRestore();
    return { outcomes: results.map(({ outcome }) => outcome), names };
  }

  it('share a statement, and each one has its own outcome', async () => {
    const [first = '', good = '', revoked = '', old = '', repeated = ''] = await createSessions(5);
    await revokeSessions.run(userId, { only: revoked }, 'logout');
    for (const generation of [1, 2]) await sessions.rotate(old, generation);
    const unknown = randomUUID();
    const ids = [first, good, revoked, old, repeated, repeated, unknown];
    const { outcomes, names } = await rotateTogether(ids);
    expect(outcomes).toEqual([
      'rotated',
      'rotated',
      'unknown',
      'reused',
      'rotated',
      'replayed',
      'unknown',
    ]);
    expect(names.slice(0, 2)).toEqual(['rotate session', 'rotate sessions']);
  });

  it('replace each token once, however many requests present it', async () => {
    const id = await createSession();
    const { outcomes } = await rotateTogether(Array.from({ length: 50 }, () => id));
    expect(outcomes.filter((outcome) => outcome === 'rotated')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'replayed')).toHaveLength(49);
    expect(await sessions.findGeneration(id)).toMatchObject({ generation: 2 });
  });

  it('execute two statements instead of forty', async () => {
    const { outcomes, names } = await rotateTogether(await createSessions(40));
    expect(new Set(outcomes)).toEqual(new Set(['rotated']));
    expect(names).toEqual(['rotate session', 'rotate sessions']);
  });

  it('do not wait for a session that another transaction has locked', async () => {
    const [locked = '', ...others] = await createSessions(6);
    const client = new Client(app.database.url);
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM "Session" WHERE "id" = $1 FOR UPDATE', [locked]);
    let isRotated = false;
    const waiting = sessions.rotate(locked, 1).then(() => (isRotated = true));
    const again = sessions.rotate(locked, 1);
    const { outcomes } = await rotateTogether(others);
    expect(new Set(outcomes)).toEqual(new Set(['rotated']));
    expect(isRotated).toBe(false);
    await client.query('COMMIT');
    await client.end();
    await waiting;
    expect(['rotated', 'replayed']).toContain((await again).outcome);
    expect(await sessions.findGeneration(locked)).toMatchObject({ generation: 2 });
  });
});
