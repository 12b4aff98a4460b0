import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { SocialAuthModule } from 'nestjs-social-auth';
import { PrismaModule } from '../prisma/prisma.module.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { accessTokenClaims } from './claims.js';
import { createProviders } from './providers.js';
import { signInHooks } from './sign-in-hooks.js';
import { models, userFields } from './user-model.js';

@Module({
  imports: [
    SocialAuthModule.forRootAsync({
      imports: [ConfigModule.forRoot(), PrismaModule],
      inject: [ConfigService, PrismaService],
      useFactory: async (config: ConfigService, prisma: PrismaService) => ({
        prisma,
        models,
        userFields,
        ...signInHooks,
        accessTokenClaims,
        publicUrl: config.getOrThrow<string>('PUBLIC_URL'),
        secrets: config.getOrThrow<string>('APP_SECRET').split(','),
        providers: await createProviders(config),
      }),
    }),
  ],
})
export class AuthModule {}
