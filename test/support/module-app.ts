import {
  Module,
  type DynamicModule,
  type INestApplication,
  type Provider,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import {
  github,
  google,
  SocialAuthModule,
  type SocialAuthModuleOptions,
  type SocialAuthOptions,
} from '../../src/social-auth/index.js';
import { freePort, TEST_SECRET, type Adapter, type TestApp } from './test-app.js';
import { TestBrowser } from './test-browser.js';

/** What a developer's own app has beside the module. */
export interface ModuleAppParts {
  /** Around our module, which it is given. */
  imports?: (auth: DynamicModule) => DynamicModule[];
  controllers?: Type[];
  providers?: Provider[];
  options?: Partial<SocialAuthOptions>;
  /** Default: a Prisma client of its own, without a pool. */
  database?: Pick<SocialAuthModuleOptions, 'pool' | 'prisma'>;
  /** Whether it polls for revocations instead of listening. Default: false. */
  isPolling?: boolean;
}

/** A developer's own app with the module in it, on the database and under the public URL of a test app. */
export class ModuleApp {
  /** How many queries it has sent. */
  queries = 0;

  private constructor(
    readonly address: string,
    readonly origin: string,
    readonly app: INestApplication,
    private readonly prisma: PrismaClient,
  ) {}

  static async start(base: TestApp, adapter: Adapter, parts: ModuleAppParts): Promise<ModuleApp> {
    const prisma = new PrismaClient({
      adapter: new PrismaPg({ connectionString: base.database.url, options: '-c TimeZone=UTC' }),
      log: [{ emit: 'event', level: 'query' }],
    });
    const auth = SocialAuthModule.forRoot({
      prisma,
      ...parts.database,
      publicUrl: base.origin,
      secrets: [TEST_SECRET],
      providers: [google(base.emulator.google), github(base.emulator.github)],
      ...(parts.isPolling !== true && {
        revocations: { connectionString: base.database.url },
      }),
      environment: 'development',
      trustedProxies: ['loopback'],
      ...parts.options,
    });

    @Module({
      imports: parts.imports?.(auth) ?? [auth],
      controllers: parts.controllers ?? [],
      providers: parts.providers ?? [],
    })
    class Root {}

    const http = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
    const app = await NestFactory.create(Root, http, { logger: false, abortOnError: false });
    const port = await freePort();
    await app.listen(port, 'localhost');
    const self = new ModuleApp(`http://localhost:${port}`, base.origin, app, prisma);
    prisma.$on('query', () => (self.queries += 1));
    return self;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.prisma.$disconnect();
  }

  /** A browser, with the cookies of another when one is given. */
  browser(like?: TestBrowser): TestBrowser {
    const browser = new TestBrowser(this.address, this.origin);
    for (const [name, value] of like?.cookies ?? []) browser.cookies.set(name, value);
    return browser;
  }
}
