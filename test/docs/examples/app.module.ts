import { Module } from '@nestjs/common';
import { github, google, SocialAuthModule } from '../../../src/social-auth/index.js';
import { prisma, settings } from './settings.js';
import { MeController } from './me.controller.js';

@Module({
  imports: [
    SocialAuthModule.forRoot({
      prisma,
      publicUrl: settings.publicUrl,
      secrets: [settings.secret],
      providers: [google(settings.google), github(settings.github)],
    }),
  ],
  controllers: [MeController],
})
export class AppModule {}
