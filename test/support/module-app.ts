import {
  Module,
  type DynamicModule,
  type INestApplication,
  type LoggerService,
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
import { freePort } from './free-port.js';
import { TEST_SECRET, type Adapter } from './test-app.js';
import type { TestBackend } from './test-backend.js';
import { TestBrowser } from './test-browser.js';

/** The parts of an app in addition to the module. */
export interface ModuleAppParts {
  /** Returns the imports of the root module, given the auth module. */
  imports?: (auth: DynamicModule) => DynamicModule[];
  controllers?: Type[];
  providers?: Provider[];
  options?: Partial<SocialAuthOptions>;
  /** Default: a new Prisma client without a pool. */
  database?: Partial<
    Pick<SocialAuthModuleOptions, 'pool' | 'prisma' | 'dangerouslyAllowMissingTriggers'>
  >;
  userFields?: SocialAuthModuleOptions['userFields'];
  /** Whether the app polls for revocations instead of using LISTEN. Default: false. */
  /** Configures the app before it starts: global prefix, pipes, plugins. */
  configure?: (app: INestApplication) => unknown;
  logger?: LoggerService;
  isPolling?: boolean;
  /** Default: a free port. */
  port?: number;
}

/** An app that imports the module, with the database and the public URL of a test app. */
export class ModuleApp {
  /** The number of queries that the Prisma client has sent. */
  queries = 0;

  private constructor(
    readonly address: string,
    readonly origin: string,
    readonly app: INestApplication,
    private readonly prisma: PrismaClient,
  ) {}

  /** @param base whose database and public URL are used. Its emulator provides the default providers. */
  static async start(
    base: Pick<TestBackend, 'origin' | 'database'> & Partial<Pick<TestBackend, 'emulator'>>,
    adapter: Adapter,
    parts: ModuleAppParts,
  ): Promise<ModuleApp> {
    const prisma = new PrismaClient({
      adapter: new PrismaPg({ connectionString: base.database.url, options: '-c TimeZone=UTC' }),
      log: [{ emit: 'event', level: 'query' }],
    });
    const auth = SocialAuthModule.forRoot({
      prisma,
      ...parts.database,
      ...(parts.userFields !== undefined && { userFields: parts.userFields }),
      publicUrl: base.origin,
      secrets: [TEST_SECRET],
      providers:
        base.emulator === undefined
          ? []
          : [google(base.emulator.google), github(base.emulator.github)],
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
    const app = await NestFactory.create(Root, http, {
      logger: parts.logger ?? false,
      abortOnError: false,
    });
    await parts.configure?.(app);
    const port = parts.port ?? (await freePort());
    await app.listen(port, 'localhost');
    const { origin } = new URL(parts.options?.publicUrl ?? base.origin);
    const self = new ModuleApp(`http://localhost:${port}`, origin, app, prisma);
    prisma.$on('query', () => (self.queries += 1));
    return self;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.prisma.$disconnect();
  }

  /** Returns a browser, with a copy of the cookies of another one if given. */
  browser(like?: TestBrowser): TestBrowser {
    const browser = new TestBrowser(this.address, this.origin);
    for (const [name, value] of like?.cookies ?? []) browser.cookies.set(name, value);
    return browser;
  }
}
