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
          context: async (socket, request) => {
            const isAccepted = await auth.accept(socket, request.raw);
            if (!isAccepted) throw new Error('The connection was refused');
            return { req: request };
          },
        },
      }),
    }),
  ],
})
export class MercuriusModule {}
