import { Injectable, Scope } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnAuthEvent, type AuthEvent } from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { Listener, written } from './listener.js';

@Injectable()
class Clumsy {
  called = 0;

  @OnAuthEvent('login_succeeded')
  throws(): never {
    this.called += 1;
    throw new Error('at once');
  }

  @OnAuthEvent('login_succeeded')
  throwsNothing(): never {
    this.called += 1;
    throw undefined;
  }

  @OnAuthEvent('login_succeeded')
  async rejects(): Promise<never> {
    await Promise.resolve();
    this.called += 1;
    throw new Error('later');
  }

  @OnAuthEvent('login_succeeded')
  hangs(): Promise<never> {
    this.called += 1;
    return new Promise(() => undefined);
  }

  @OnAuthEvent('login_succeeded')
  meddles(event: AuthEvent<'login_succeeded'>): void {
    this.called += 1;
    Object.assign(event, { userId: 'somebody else' });
  }
}

@Injectable({ scope: Scope.REQUEST })
class BrokenPerEvent {
  constructor() {
    throw new Error('cannot be made');
  }

  @OnAuthEvent('login_succeeded')
  hear(): void {}
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
  let base: TestApp;

  beforeAll(async () => {
    base = await TestApp.start(adapter);
  });
  afterAll(() => base.stop());

  const userIds = (app: ModuleApp) =>
    app.app
      .get(Listener, { strict: false })
      .events.flatMap((event) => (event.type === 'login_succeeded' ? [event.userId] : []));

  it('that throws, rejects, hangs or meddles harms no login, no other listener and not the trail', async () => {
    const app = await ModuleApp.start(base, adapter, {
      providers: [Clumsy, BrokenPerEvent, Listener],
    });
    const browser = await base.signedIn('google', 'vera', app.browser());
    expect((await browser.request('/')).status).toBe(200);
    expect(app.app.get(Clumsy, { strict: false }).called).toBe(5);
    const { id } = await base.prisma.user.findFirstOrThrow();
    expect(userIds(app)).toEqual([id]);
    await written(app);
    const where = { type: 'login_succeeded', userId: id };
    expect(await base.prisma.auditEvent.count({ where })).toBe(1);
    await app.stop();
  });

  it.each(['before', 'after'])(
    'is called once in an app with an EventEmitterModule of its own, imported %s ours',
    async (order) => {
      const own = EventEmitterModule.forRoot({ wildcard: true });
      const app = await ModuleApp.start(base, adapter, {
        imports: (auth) => (order === 'before' ? [own, auth] : [auth, own]),
        providers: [OwnEvents, Shop, Listener],
      });
      const { prisma } = base;
      await prisma.auditEvent.deleteMany();
      await base.signedIn('github', 'vera', app.browser());
      const heard = app.app.get(OwnEvents, { strict: false });
      expect(heard.logins).toHaveLength(1);
      expect(userIds(app)).toEqual(heard.logins);
      await written(app);
      expect(await prisma.auditEvent.count({ where: { type: 'login_succeeded' } })).toBe(1);
      app.app.get(Shop, { strict: false }).emitter.emit('order.placed', 'a book');
      expect(heard.orders).toEqual(['a book']);
      await app.stop();
    },
  );
});

describe('the types', () => {
  it('know what a listener is told', () => {
    class Typed {
      @OnAuthEvent('login_succeeded', 'logout')
      both({ type, userId, at }: AuthEvent<'login_succeeded' | 'logout'>) {
        return [type, userId, at.getTime()];
      }

      @OnAuthEvent('user_created')
      async nothing() {}

      // @ts-expect-error -- a login is no logout
      @OnAuthEvent('login_succeeded')
      wrong({ sessionIds }: AuthEvent<'logout'>) {
        return sessionIds;
      }

      // @ts-expect-error -- there is no such event
      @OnAuthEvent('sign_in')
      unknown() {}
    }
    expect(Typed).toBeDefined();
  });
});
