import type { IncomingMessage } from 'node:http';
import { Inject, UseGuards } from '@nestjs/common';
import {
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayInit,
} from '@nestjs/websockets';
import {
  CurrentPrincipal,
  JwtAuthGuard,
  OptionalAuth,
  WebSocketAuth,
  type Principal,
} from '../../src/social-auth/index.js';

/** What `handleConnection()` knows of each client. */
export const connected: string[] = [];

/** A gateway that anonymous clients and pages of another origin may use. */
class Lobby implements OnGatewayInit, OnGatewayConnection {
  constructor(@Inject(WebSocketAuth) private readonly auth: WebSocketAuth) {}

  afterInit(server: object) {
    this.auth.protect(server, { optional: true, origins: ['https://admin.example'] });
  }

  handleConnection(client: { emit: unknown }) {
    const userId = this.auth.principal(client)?.userId;
    connected.push(userId ?? 'anonymous');
  }

  @OptionalAuth()
  @SubscribeMessage('show')
  show(@CurrentPrincipal() principal: Principal | undefined) {
    return { event: 'shown', data: { by: principal?.userId ?? 'anonymous' } };
  }

  @SubscribeMessage('enter')
  enter() {
    return { event: 'entered', data: {} };
  }
}

@UseGuards(JwtAuthGuard)
@WebSocketGateway({ namespace: 'lobby' })
export class LobbyNamespace extends Lobby {}

@UseGuards(JwtAuthGuard)
@WebSocketGateway({
  path: '/lobby',
  verifyClient: ({ req }: { req: IncomingMessage }) => req.url === '/lobby',
})
export class LobbyServer extends Lobby {}
