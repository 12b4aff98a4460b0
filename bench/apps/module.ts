import type { DynamicModule } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import { google, SocialAuthModule } from '../../src/social-auth/index.js';
import { PUBLIC_URL, SECRET } from './settings.js';

/** The module as an app of somebody else's has it, with defaults wherever there are some. */
export function socialAuth(databaseUrl: string): { module: DynamicModule; prisma: PrismaClient } {
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
