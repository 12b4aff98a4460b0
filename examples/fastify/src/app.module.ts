import { Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import { MembersController } from './members.controller.js';
import { PrismaModule } from './prisma/prisma.module.js';

@Module({
  imports: [AuthModule, PrismaModule],
  controllers: [MembersController],
})
export class AppModule {}
