import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditTrail, UserAdministration, type EventActor } from '../../src/social-auth/index.js';
import { TestApp } from '../support/test-app.js';

const REQUIRED_ROLE = { requiredRole: 'admin' };

describe('UserAdministration with an actor', () => {
  let app: TestApp;
  let administration: UserAdministration;
  let ada: EventActor;
  let boris: EventActor;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    administration = app.app.get(UserAdministration, { strict: false });
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    await app.prisma.user.deleteMany();
    ada = await user(['admin']);
    boris = await user(['admin']);
  });

  async function user(roles: string[]): Promise<EventActor> {
    const { id } = await app.prisma.user.create({ data: { roles } });
    return { userId: id, sessionId: randomUUID() };
  }

  const code = (error: unknown) => (error as { code?: string }).code;
  const codeOf = (work: Promise<unknown>) => work.then(() => 'done', code);
  const find = (userId: string) => app.prisma.user.findUnique({ where: { id: userId } });

  /** Every change, for a user who has the required role. */
  const changes: [string, (userId: string, actor?: EventActor) => Promise<unknown>][] = [
    ['disable', (id, actor) => administration.disable(id, { actor, ...REQUIRED_ROLE } as never)],
    ['enable', (id, actor) => administration.enable(id, { actor, ...REQUIRED_ROLE } as never)],
    ['delete', (id, actor) => administration.delete(id, { actor, ...REQUIRED_ROLE } as never)],
    [
      'setRoles',
      (id, actor) => administration.setRoles(id, [], { actor, ...REQUIRED_ROLE } as never),
    ],
    [
      'endAllSessions',
      (id, actor) => administration.endAllSessions(id, { actor, ...REQUIRED_ROLE } as never),
    ],
    [
      'endSession',
      (id, actor) =>
        administration.endSession(id, randomUUID(), { actor, ...REQUIRED_ROLE } as never),
    ],
  ];

  it.each(changes)('refuses %s by a user without the required role', async (_, change) => {
    const other = await user(['editor']);
    const unknown = { userId: randomUUID() };
    for (const actor of [other, unknown, { userId: 'not an id' }, undefined]) {
      expect(await codeOf(change(boris.userId, actor))).toBe('forbidden');
    }
    await administration.disable(ada.userId);
    expect(await codeOf(change(boris.userId, ada))).toBe('forbidden');
    expect(await find(boris.userId)).toMatchObject({ roles: ['admin'], disabledAt: null });
  });

  it.each(changes.filter(([name]) => ['disable', 'delete', 'setRoles'].includes(name)))(
    'refuses %s of the actor, however the id is written',
    async (_, change) => {
      for (const id of [ada.userId, ada.userId.toUpperCase()]) {
        expect(await codeOf(change(id, ada))).toBe('self_lockout');
      }
      expect(await find(ada.userId)).toMatchObject({ roles: ['admin'], disabledAt: null });
    },
  );

  it('lets an administrator change other roles of their own, and lets a script remove the last administrator', async () => {
    const options = { actor: ada, ...REQUIRED_ROLE };
    expect(await administration.setRoles(ada.userId, ['admin', 'editor'], options)).toBe(true);
    expect(await find(ada.userId)).toMatchObject({ roles: ['admin', 'editor'] });
    expect(await administration.setRoles(ada.userId, [])).toBe(true);
  });

  it('S70 leaves an administrator when two of them demote, disable and delete each other at once', async () => {
    for (let round = 0; round < 12; round++) {
      const [one, two] = [await user(['chief']), await user(['chief'])];
      const by = (actor: EventActor) => ({ actor, requiredRole: 'chief' });
      const acts = [
        (id: string, actor: EventActor) => administration.setRoles(id, [], by(actor)),
        (id: string, actor: EventActor) => administration.disable(id, by(actor)),
        (id: string, actor: EventActor) => administration.delete(id, by(actor)),
      ];
      const [first, second] = [acts[round % 3], acts[Math.floor(round / 3) % 3]];
      const results = await Promise.all([
        codeOf(first?.(two.userId, one) as Promise<unknown>),
        codeOf(second?.(one.userId, two) as Promise<unknown>),
      ]);
      expect(results.toSorted()).toEqual(['done', 'forbidden']);
      const where = { roles: { has: 'chief' }, disabledAt: null };
      expect(await app.prisma.user.count({ where })).toBe(1);
      await app.prisma.user.deleteMany({ where: { roles: { has: 'chief' } } });
    }
  });

  it('records every change with the actor, and changed roles, in the audit trail', async () => {
    const { userId } = await user([]);
    const browser = await app.signedIn('google');
    const { id: vera } = await browser.json<{ id: string }>('/api/me');
    const options = { actor: ada, ...REQUIRED_ROLE };
    const recorded = [
      () => administration.setRoles(userId, ['editor', 'author'], options),
      () => administration.setRoles(userId, ['author', 'author'], options),
      () => administration.setRoles(userId, ['author'], options),
      () => administration.disable(userId, options),
      () => administration.enable(userId, options),
      () => administration.delete(userId, options),
    ];
    for (const change of recorded) {
      await change();
      // Events of the same millisecond have no order.
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(await administration.endAllSessions(vera, options)).toBe(1);
    const trail = app.app.get(AuditTrail, { strict: false });
    const events = [...(await trail.recent(userId, 10)), ...(await trail.recent(vera, 1))];
    expect(events.map(({ type, detail }) => [type, detail])).toEqual([
      ['user_deleted', null],
      ['user_enabled', null],
      ['user_disabled', null],
      ['user_roles_changed', '-editor'],
      ['user_roles_changed', '+editor +author'],
      ['session_revoked', 'admin'],
    ]);
    for (const { actorId, actorSessionId } of events) {
      expect({ userId: actorId, sessionId: actorSessionId }).toEqual(ada);
    }
  });

  it('finds no user for any text that is not an id', async () => {
    for (const id of ['', 'x', '0', "'", '\0', '%00', `${ada.userId}'`, '9'.repeat(400)]) {
      expect(await administration.disable(id)).toBe(false);
      expect(await administration.setRoles(id, [])).toBe(false);
      expect(await administration.delete(id)).toBe(false);
      expect(await administration.endSession(id, id)).toBe(false);
      expect(await administration.endSession(ada.userId, id)).toBe(false);
      expect(await administration.endAllSessions(id)).toBe(0);
      expect(await administration.listSessions(id)).toEqual([]);
    }
  });
});
