import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { SocialAuthModule } from 'nestjs-social-auth';
import { PrismaModule } from '../prisma/prisma.module.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { createProviders } from './providers.js';

@Module({
  imports: [
    SocialAuthModule.forRootAsync({
      imports: [ConfigModule.forRoot(), PrismaModule],
      inject: [ConfigService, PrismaService],
      useFactory: async (config: ConfigService, prisma: PrismaService) => ({
        prisma,
        publicUrl: config.getOrThrow<string>('PUBLIC_URL'),
        secrets: config.getOrThrow<string>('APP_SECRET').split(','),
        providers: await createProviders(config),
      }),
    }),
  ],
})
export class AuthModule {}
