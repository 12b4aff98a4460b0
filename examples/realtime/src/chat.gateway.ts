import { UseGuards } from '@nestjs/common';
import {
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayInit,
} from '@nestjs/websockets';
import {
  CurrentPrincipal,
  CurrentUser,
  JwtAuthGuard,
  Roles,
  WebSocketAuth,
  type Principal,
  type User,
} from 'nestjs-social-auth';

@WebSocketGateway()
@UseGuards(JwtAuthGuard)
export class ChatGateway implements OnGatewayInit {
  constructor(private readonly auth: WebSocketAuth) {}

  afterInit(server: object) {
    this.auth.protect(server);
  }

  @SubscribeMessage('say')
  say(@MessageBody() text: string, @CurrentPrincipal() { userId }: Principal) {
    return { event: 'said', data: { userId, text } };
  }

  @SubscribeMessage('introduce')
  introduce(@CurrentUser() { name }: User) {
    return { event: 'joined', data: { name } };
  }

  @SubscribeMessage('clear')
  @Roles('moderator')
  clear() {
    return { event: 'cleared', data: {} };
  }
}
