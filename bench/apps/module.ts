import type { DynamicModule } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import { google, SocialAuthModule } from '../../src/social-auth/index.js';
import { PUBLIC_URL, SECRET } from './settings.js';

/** Configures `SocialAuthModule` with default options. */
export function configureSocialAuth(databaseUrl: string): {
  module: DynamicModule;
  prisma: PrismaClient;
} {
  const prisma = new PrismaClient({
    adapter: new PrismaPg({ connectionString: databaseUrl, options: '-c TimeZone=UTC' }),
  });
  const module = SocialAuthModule.forRoot({
    prisma,
    publicUrl: PUBLIC_URL,
    secrets: [SECRET],
    providers: [google({ clientId: 'bench', clientSecret: 'bench' })],
    revocations: { connectionString: databaseUrl },
    environment: 'development',
  });
  return { module, prisma };
}
