import { request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Controller, Get } from '@nestjs/common';
import { APP_GUARD, ExternalContextCreator } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { firstValueFrom, isObservable } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  JwtAuthGuard,
  PageAuthGuard,
  Public,
  SocialAuthError,
} from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';

@Controller('handlers')
class Handlers {
  @Get()
  guarded() {
    return 'guarded';
  }

  @Get('open')
  @Public()
  open() {
    return 'open';
  }
}

/** Awaits the result of a handler. The handler of a microservice returns an observable. */
async function settle(result: Promise<unknown>): Promise<unknown> {
  const value = await result;
  return isObservable(value) ? firstValueFrom(value) : value;
}

describe.each(ADAPTERS)('JwtAuthGuard outside of HTTP routes on %s', (adapter) => {
  let base: TestApp;
  let app: ModuleApp;

  beforeAll(async () => {
    base = await TestApp.start(adapter);
    app = await ModuleApp.start(base, adapter, {
      controllers: [Handlers],
      providers: [{ provide: APP_GUARD, useExisting: PageAuthGuard }],
    });
    const guard = app.app.get(JwtAuthGuard, { strict: false });
    // A gateway: accepts the handshakes that the guard accepts.
    const accept = async (handshake: IncomingMessage, socket: Duplex) => {
      // oxlint-disable-next-line typescript/unbound-method -- the guard reads the metadata of the method
      const { guarded } = Handlers.prototype;
      const context = new ExecutionContextHost([handshake], Handlers, guarded);
      context.setType('ws');
      const status = await Promise.resolve()
        .then(() => guard.canActivate(context))
        .then(() => 101)
        .catch((error: unknown) => (error instanceof SocialAuthError ? error.getStatus() : 500));
      socket.end(`HTTP/1.1 ${status} x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n`);
    };
    (app.app.getHttpServer() as Server).on('upgrade', (handshake, socket) => {
      void accept(handshake, socket);
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  /** Opens a WebSocket. Returns the status of the handshake. */
  const handshake = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const outgoing = httpRequest(app.address, {
        headers: { connection: 'Upgrade', upgrade: 'WebSocket', ...headers },
      });
      outgoing.on('upgrade', ({ statusCode }) => resolve(statusCode));
      outgoing.on('response', ({ statusCode }) => resolve(statusCode));
      outgoing.on('error', reject).end();
    });

  it('accepts a WebSocket with cookies from the own origin only', async () => {
    const cookie = `access=${(await base.signedIn('google')).cookie('access')}`;
    expect(await handshake({ cookie, origin: base.origin })).toBe(101);
    for (const origin of ['https://e.example', 'http://localhost:1', 'null']) {
      expect(await handshake({ cookie, origin })).toBe(403);
    }
    expect(await handshake({ cookie })).toBe(403);
    const sameSite = { 'sec-fetch-site': 'same-site', origin: base.origin };
    expect(await handshake({ cookie, ...sameSite })).toBe(403);
  });

  it('accepts a WebSocket with a Bearer token from any origin', async () => {
    const authorization = `Bearer ${(await base.signedIn('google')).cookie('access')}`;
    expect(await handshake({ authorization, origin: 'https://e.example' })).toBe(101);
    expect(await handshake({ origin: base.origin })).toBe(401);
  });

  it.each(['rpc', 'ws', 'graphql'])(
    'rejects a context of type %s without an HTTP request',
    async (type) => {
      const creator = app.app.get(ExternalContextCreator, { strict: false });
      const handlers = app.app.get(Handlers);
      const call = (method: 'guarded' | 'open') =>
        creator.create(
          handlers,
          handlers[method],
          method,
          undefined,
          undefined,
          undefined,
          undefined,
          undefined,
          type,
        );
      for (const data of [{ id: 1 }, 'text', undefined, null]) {
        await expect(settle(call('guarded')(data))).rejects.toMatchObject({
          code: 'unauthenticated',
        });
        await expect(call('open')(data)).resolves.toBe('open');
      }
    },
  );
});
