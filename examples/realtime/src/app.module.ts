import { Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import { ChatGateway } from './chat.gateway.js';
import { EventsController } from './events.controller.js';
import { GraphQLApiModule } from './graphql-api.module.js';
import { ProfileResolver } from './profile.resolver.js';

@Module({
  imports: [AuthModule, GraphQLApiModule],
  controllers: [EventsController],
  providers: [ChatGateway, ProfileResolver],
})
export class AppModule {}
