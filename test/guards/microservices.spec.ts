import { Controller, UseGuards, type INestApplication } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ERROR_MESSAGES } from '../../src/social-auth/core/messages/english-errors.js';
import {
  CurrentPrincipal,
  PageAuthGuard,
  Public,
  SameOriginGuard,
  type Principal,
} from '../../src/social-auth/index.js';
import { CapturedLog } from '../support/captured-log.js';
import { ModuleApp } from '../support/module-app.js';
import { freePort } from '../support/free-port.js';
import { TestBackend } from '../support/test-backend.js';

@Controller()
class MessagesController {
  @MessagePattern('guarded')
  guarded() {
    return 'guarded';
  }

  @Public()
  @UseGuards(SameOriginGuard)
  @MessagePattern('open')
  open(@CurrentPrincipal() principal: Principal | undefined) {
    return { principal: principal ?? 'none' };
  }
}

let base: TestBackend;
let app: ModuleApp;
let port: number;

beforeAll(async () => {
  base = await TestBackend.create();
  port = await freePort();
  app = await ModuleApp.start(base, 'fastify', {
    controllers: [MessagesController],
    providers: [{ provide: APP_GUARD, useExisting: PageAuthGuard }],
    configure: async (nest: INestApplication) => {
      const options = { transport: Transport.TCP, options: { port } } as const;
      nest.connectMicroservice(options, { inheritAppConfig: true });
      await nest.startAllMicroservices();
    },
  });
});
afterAll(async () => {
  await app.stop();
  await base.stop();
});

it('a message of a microservice is refused unless its handler is public', async () => {
  const log = CapturedLog.start();
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options: { port } });
  const send = (pattern: string, data: unknown) =>
    firstValueFrom(client.send<unknown>(pattern, data));
  const authorization = `Bearer ${(await base.signedIn('google', 'vera', app.browser())).cookie('access')}`;
  for (const data of [{ id: 1 }, 'text', '', { method: 'GET', headers: { authorization } }]) {
    log.lines.length = 0;
    await expect(send('guarded', data)).rejects.toEqual({
      status: 'error',
      code: 'unauthenticated',
      message: ERROR_MESSAGES.unauthenticated.message,
    });
    expect(log.lines).toEqual([expect.stringContaining('the context rpc has no HTTP request')]);
    await expect(send('open', data)).resolves.toEqual({ principal: 'none' });
  }
  client.close();
  log.stop();
});
