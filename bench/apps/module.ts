import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
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

/** Runs work with the providers of `SocialAuthModule`, without an HTTP server. */
export async function withModule(
  databaseUrl: string,
  work: (app: INestApplicationContext) => Promise<unknown>,
): Promise<void> {
  const { module, prisma } = configureSocialAuth(databaseUrl);
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  await work(app);
  await app.close();
  await prisma.$disconnect();
}
