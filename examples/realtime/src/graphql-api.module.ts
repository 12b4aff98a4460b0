import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { Context } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import { WebSocketAuth } from 'nestjs-social-auth';

@Module({
  imports: [
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      inject: [WebSocketAuth],
      useFactory: (auth: WebSocketAuth) => ({
        autoSchemaFile: true,
        subscriptions: {
          'graphql-ws': {
            onConnect: ({ extra, connectionParams }: Context) => {
              const { socket, request } = extra as Extra;
              return auth.accept(socket, request, { token: connectionParams?.['token'] });
            },
          },
        },
      }),
    }),
  ],
})
export class GraphQLApiModule {}
