import { Injectable, Scope } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnAuthEvent, type AuthEvent } from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestBackend } from '../support/test-backend.js';
import { Listener, flushAudit } from './listener.js';

@Injectable()
class FaultyListener {
  called = 0;

  @OnAuthEvent('login_succeeded')
  throwsError(): never {
    this.called += 1;
    throw new Error('thrown');
  }

  @OnAuthEvent('login_succeeded')
  throwsUndefined(): never {
    this.called += 1;
    throw undefined;
  }

  @OnAuthEvent('login_succeeded')
  async rejects(): Promise<never> {
    await Promise.resolve();
    this.called += 1;
    throw new Error('rejected');
  }

  @OnAuthEvent('login_succeeded')
  hangs(): Promise<never> {
    this.called += 1;
    return new Promise(() => undefined);
  }

  @OnAuthEvent('login_succeeded')
  changesEvent(event: AuthEvent<'login_succeeded'>): void {
    this.called += 1;
    Object.assign(event, { userId: 'another user' });
  }
}

@Injectable({ scope: Scope.REQUEST })
class UnresolvableListener {
  constructor() {
    throw new Error('not resolvable');
  }

  @OnAuthEvent('login_succeeded')
  onLogin(): void {}
}

@Injectable()
class OwnEvents {
  readonly logins: string[] = [];
  readonly orders: string[] = [];

  @OnAuthEvent('login_succeeded')
  onLogin({ userId }: AuthEvent<'login_succeeded'>): void {
    this.logins.push(userId);
  }

  @OnEvent('order.*')
  onOrder(order: string): void {
    this.orders.push(order);
  }
}

@Injectable()
class Shop {
  constructor(readonly emitter: EventEmitter2) {}
}

describe.each(MAIN_ADAPTERS)('a listener on %s', (adapter) => {
  let base: TestBackend;

  beforeAll(async () => {
    base = await TestBackend.create();
  });
  afterAll(() => base.stop());

  const userIds = (app: ModuleApp) =>
    app.app
      .get(Listener, { strict: false })
      .events.flatMap((event) => (event.type === 'login_succeeded' ? [event.userId] : []));

  it('that throws, rejects, never resolves or changes an event affects no login, other listener or audit trail', async () => {
    const app = await ModuleApp.start(base, adapter, {
      providers: [FaultyListener, UnresolvableListener, Listener],
    });
    const browser = await base.signedIn('google', 'vera', app.browser());
    expect((await browser.request('/')).status).toBe(200);
    expect(app.app.get(FaultyListener, { strict: false }).called).toBe(5);
    const { id } = await base.prisma.user.findFirstOrThrow();
    expect(userIds(app)).toEqual([id]);
    await flushAudit(app);
    const where = { type: 'login_succeeded', userId: id };
    expect(await base.prisma.auditEvent.count({ where })).toBe(1);
    await app.stop();
  });

  it.each(['before', 'after'])(
    'is called once in an app that imports EventEmitterModule %s SocialAuthModule',
    async (order) => {
      const own = EventEmitterModule.forRoot({ wildcard: true });
      const app = await ModuleApp.start(base, adapter, {
        imports: (auth) => (order === 'before' ? [own, auth] : [auth, own]),
        providers: [OwnEvents, Shop, Listener],
      });
      const { prisma } = base;
      await prisma.auditEvent.deleteMany();
      await base.signedIn('github', 'vera', app.browser());
      const received = app.app.get(OwnEvents, { strict: false });
      expect(received.logins).toHaveLength(1);
      expect(userIds(app)).toEqual(received.logins);
      await flushAudit(app);
      expect(await prisma.auditEvent.count({ where: { type: 'login_succeeded' } })).toBe(1);
      app.app.get(Shop, { strict: false }).emitter.emit('order.placed', 'a book');
      expect(received.orders).toEqual(['a book']);
      await app.stop();
    },
  );
});

describe('the type of a listener', () => {
  it('depends on the names of its events', () => {
    class Typed {
      @OnAuthEvent('login_succeeded', 'logout')
      both({ type, userId, at }: AuthEvent<'login_succeeded' | 'logout'>) {
        return [type, userId, at.getTime()];
      }

      @OnAuthEvent('user_created')
      async nothing() {}

      // @ts-expect-error -- login_succeeded has no sessionIds
      @OnAuthEvent('login_succeeded')
      wrong({ sessionIds }: AuthEvent<'logout'>) {
        return sessionIds;
      }

      // @ts-expect-error -- unknown event
      @OnAuthEvent('sign_in')
      unknown() {}
    }
    expect(Typed).toBeDefined();
  });
});
