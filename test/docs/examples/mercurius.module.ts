import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { WebSocketAuth } from '../../../src/social-auth/index.js';

@Module({
  imports: [
    GraphQLModule.forRootAsync<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      inject: [WebSocketAuth],
      useFactory: (auth: WebSocketAuth) => ({
        autoSchemaFile: true,
        subscription: {
          context: async (socket, request) => ({
            req: request,
            isAccepted: await auth.accept(socket, request.raw),
          }),
        },
      }),
    }),
  ],
})
export class MercuriusModule {}
