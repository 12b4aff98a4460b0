import { randomUUID } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FindOrCreateUser } from '../../src/social-auth/flows/find-or-create-user.js';
import { SessionStore } from '../../src/social-auth/sessions/session.store.js';
import { AccountStore } from '../../src/social-auth/users/account.store.js';
import { ModuleApp } from '../support/module-app.js';
import { TestApp } from '../support/test-app.js';
import { newSession } from './new-session.js';

describe('the statements of every login and refresh', () => {
  let app: TestApp;
  let prismaOnly: ModuleApp;
  const subject = `subject of ${randomUUID()}`;
  const profile = {
    provider: 'google',
    subject,
    username: null,
    name: 'Zoë 🦊',
    email: 'z@example.com',
    emailVerified: true,
    picture: null,
  };

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    prismaOnly = await ModuleApp.start(app, 'fastify', {});
  });
  afterAll(async () => {
    await prismaOnly.stop();
    await app.stop();
  });

  /** Runs the statements of a session in one app. Returns the results without ids and times. */
  async function outcomes(nest: INestApplication): Promise<unknown[]> {
    const accounts = nest.get(AccountStore, { strict: false });
    const sessions = nest.get(SessionStore, { strict: false });
    const account = await accounts.find(profile);
    if (account === undefined) throw new Error('The account does not exist.');
    const id = randomUUID();
    const owner = { userId: account.userId, accountId: account.id };
    const session = newSession(owner, { id, mode: 'bearer', clientId: 'app' });
    const results: unknown[] = [
      account,
      await sessions.create(session),
      await sessions.create(session),
      await sessions.create({ ...session, id: randomUUID(), accountId: randomUUID() }),
      (await sessions.listActive(account.userId, id)).filter((each) => each.id === id),
      await sessions.rotate(id, 1),
      await sessions.rotate(id, 1),
      await sessions.rotate(id, 2),
      await sessions.rotate(id, 1),
      await sessions.rotate(id, 3),
      await sessions.findActive(id),
    ];
    return JSON.parse(
      JSON.stringify(results)
        .replaceAll(id, 'the session')
        .replaceAll(/"\d{4}-[^"]*Z"/g, '"a time"'),
    ) as unknown[];
  }

  it('have the same results through Prisma and through the pool', async () => {
    await app.app.get(FindOrCreateUser, { strict: false }).run(profile);
    // Later sessions of a user are those of new devices.
    await outcomes(app.app);
    const [direct, prisma] = [await outcomes(app.app), await outcomes(prismaOnly.app)];
    expect(direct).toEqual(prisma);
    expect(direct[1]).toMatchObject({ generation: 1, roles: [], createdAt: 'a time' });
    expect(direct.slice(2, 4)).toEqual([null, null]);
    expect(direct[4]).toHaveLength(1);
    expect(direct.slice(5).map((each) => (each as { outcome?: string } | null)?.outcome)).toEqual([
      'rotated',
      'replayed',
      'rotated',
      'reused',
      'unknown',
      undefined,
    ]);
  });

  it('report a lost connection as Prisma does, which causes a 503 response', async () => {
    const pool = app.app.get(Pool, { strict: false });
    const browser = await app.signedIn('google');
    const lost = vi.spyOn(pool, 'query').mockImplementation(() => {
      throw new Error('Connection terminated unexpectedly');
    });
    const headers = { accept: 'application/json' };
    const response = await browser.submit('/auth/refresh', {}, headers);
    lost.mockRestore();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect((await browser.submit('/auth/refresh', {}, headers)).status).toBe(200);
  });

  it('run through Prisma in an app without a pool', async () => {
    const before = prismaOnly.queries;
    await prismaOnly.app.get(AccountStore, { strict: false }).find(profile);
    expect(prismaOnly.queries).toBe(before + 1);
  });
});
