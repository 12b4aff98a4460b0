import { randomUUID } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Clock } from '../../src/time/clock.js';
import { SessionStore } from '../../src/social-auth/sessions/session.store.js';
import { AccountStore } from '../../src/social-auth/users/account.store.js';
import { ModuleApp } from '../support/module-app.js';
import { TestApp } from '../support/test-app.js';

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

  /** What a session goes through, told by the store of one of the apps. */
  async function live(nest: INestApplication, now: Date): Promise<unknown[]> {
    const clock = nest.get(Clock, { strict: false });
    clock.milliseconds = () => now.getTime();
    const accounts = nest.get(AccountStore, { strict: false });
    const sessions = nest.get(SessionStore, { strict: false });
    const account = await accounts.find(profile);
    if (account === undefined) throw new Error('there is no account');
    const id = randomUUID();
    const session = {
      id,
      userId: account.userId,
      accountId: account.id,
      provider: 'google',
      mode: 'bearer' as const,
      clientId: 'app',
      userAgent: null,
    };
    const told: unknown[] = [
      account,
      await sessions.create(session),
      await sessions.create(session),
    ];
    told.push(await sessions.create({ ...session, id: randomUUID(), accountId: randomUUID() }));
    told.push(await sessions.rotate(id, 1), await sessions.rotate(id, 1));
    told.push(await sessions.rotate(id, 2), await sessions.rotate(id, 1));
    told.push(await sessions.rotate(id, 3), await sessions.findActive(id));
    return JSON.parse(JSON.stringify(told).replaceAll(id, 'the session')) as unknown[];
  }

  it('answer the same through Prisma and straight through the pool', async () => {
    const accounts = app.app.get(AccountStore, { strict: false });
    await accounts.create(profile);
    const now = new Date('2026-03-29T01:30:00.123Z');
    const [direct, prisma] = [await live(app.app, now), await live(prismaOnly.app, now)];
    expect(direct).toEqual(prisma);
    expect(direct[1]).toMatchObject({ generation: 1, roles: [], createdAt: now.toISOString() });
    expect(direct.slice(2, 4)).toEqual([null, null]);
    expect(direct.slice(4).map((each) => (each as { outcome?: string } | null)?.outcome)).toEqual([
      'rotated',
      'replayed',
      'rotated',
      'reused',
      'unknown',
      undefined,
    ]);
  });

  it('tell a lost connection by a code, as Prisma does, which is answered with 503', async () => {
    const pool = app.app.get(Pool, { strict: false });
    const browser = await app.signedIn('google');
    const lost = vi.spyOn(pool, 'query').mockImplementation(() => {
      throw new Error('Connection terminated unexpectedly');
    });
    const headers = { accept: 'application/json' };
    const answer = await browser.submit('/auth/refresh', {}, headers);
    lost.mockRestore();
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect((await browser.submit('/auth/refresh', {}, headers)).status).toBe(200);
  });

  it('go through Prisma in an app that gives no pool', async () => {
    const before = prismaOnly.queries;
    await prismaOnly.app.get(AccountStore, { strict: false }).find(profile);
    expect(prismaOnly.queries).toBe(before + 1);
  });
});
