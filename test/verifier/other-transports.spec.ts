import { Module, UseGuards, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule, ID, Query, Resolver } from '@nestjs/graphql';
import { MercuriusDriver } from '@nestjs/mercurius';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  AccessTokenGuard,
  CurrentPrincipal,
  SocialAuthVerifierModule,
  type Principal,
} from '../../src/verifier/index.js';
import { connect } from '../guards/socket-clients.js';
import { freePort } from '../support/free-port.js';
import { TestApp } from '../support/test-app.js';

@Resolver()
@UseGuards(AccessTokenGuard)
class InvoicesResolver {
  @Query(() => ID)
  userId(@CurrentPrincipal() { userId }: Principal) {
    return userId;
  }
}

@WebSocketGateway()
@UseGuards(AccessTokenGuard)
class InvoicesGateway {
  @SubscribeMessage('whoami')
  whoAmI(@CurrentPrincipal() { userId }: Principal) {
    return { event: 'user', data: { userId } };
  }
}

let issuer: TestApp;
let service: INestApplication;
let address: string;
let authorization: string;
let userId: string;

beforeAll(async () => {
  issuer = await TestApp.start('fastify');
  const browser = await issuer.signedIn('google');
  authorization = `Bearer ${browser.cookie('access')}`;
  userId = (await browser.json<{ id: string }>('/api/me')).id;

  @Module({
    imports: [
      SocialAuthVerifierModule.forRoot({ issuer: issuer.origin }),
      GraphQLModule.forRoot({ driver: MercuriusDriver, autoSchemaFile: true }),
    ],
    providers: [InvoicesResolver, InvoicesGateway],
  })
  class Service {}

  service = await NestFactory.create(Service, new FastifyAdapter(), { logger: false });
  service.useWebSocketAdapter(new IoAdapter(service));
  const port = await freePort();
  await service.listen(port, 'localhost');
  address = `http://localhost:${port}`;
});
afterAll(async () => {
  await service.close();
  await issuer.stop();
});

it('the guard of the verifier protects GraphQL resolvers', async () => {
  const query = async (headers: Record<string, string>): Promise<unknown> => {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: '{ userId }' }),
    });
    return response.json();
  };
  expect(await query({ authorization })).toEqual({ data: { userId } });
  expect(await query({})).toMatchObject({
    data: null,
    errors: [
      {
        message: 'The request has no access token.',
        extensions: { code: 'UNAUTHENTICATED', originalError: { code: 'unauthenticated' } },
      },
    ],
  });
});

it('the guard of the verifier protects the messages of socket.io', async () => {
  const answerTo = async (headers: Record<string, string>) => {
    const socket = await connect('socket.io', address, { headers });
    if ('refused' in socket) throw new Error(JSON.stringify(socket));
    const answer = await socket.send('whoami');
    socket.close();
    return answer;
  };
  expect(await answerTo({ authorization })).toEqual({ event: 'user', data: { userId } });
  expect(await answerTo({ authorization: 'Bearer invalid' })).toMatchObject({
    event: 'exception',
    data: { status: 'error', code: 'invalid_token' },
  });
});
