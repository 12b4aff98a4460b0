import {
  Controller,
  Get,
  Module,
  UseGuards,
  type INestApplication,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { PrismaPg } from '@prisma/adapter-pg';
import { Client } from 'pg';
import { ProviderEmulator, type ProviderName } from '../../src/emulator/index.js';
import {
  CurrentPrincipal,
  github,
  google,
  SocialAuthModule,
  triggersSql,
  type Principal,
  type SocialAuthModuleOptions,
} from '../../src/social-auth/index.js';
import type { AppClient } from '../schemas/app-client.js';
import { socialAuthModels, type SchemaEdits } from '../schemas/prisma-schema.js';
import { generateClient, migrationSql, type SchemaFile } from '../schemas/prisma-tools.js';
import { createEmptyDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { TEST_SECRET } from '../support/test-app.js';
import { TestBrowser } from '../support/test-browser.js';
import { readDocument } from './documents.js';
import { TransitionGuard } from './examples/transition.guard.js';

/** The secret with which the former app signs its tokens. */
export const FORMER_SECRET = 'the secret of the former passport-jwt set-up';

/** An app with the tables of another library, to which a page of the documentation is applied. */
export interface FormerApp {
  /** Path of the page. */
  page: string;
  /** The Prisma models of the former app. */
  models: string;
  /** SQL that fills the tables of the former app. */
  data: string;
  /** SQL that runs after the migration of the schema and before the SQL of the page. */
  meanwhile?: string;
  /** The edits of `social-auth.prisma` that the page describes. */
  edits: SchemaEdits;
  options: Pick<SocialAuthModuleOptions, 'models' | 'userFields'> & object;
}

/** The former app after the steps of the page. */
export class MigratedApp {
  private constructor(
    readonly origin: string,
    readonly emulator: ProviderEmulator,
    /** A connection to the database. */
    readonly sql: Client,
    /** The rows of the query on the page that lists accounts without a move. */
    readonly leftovers: unknown[],
    private readonly stops: readonly (() => Promise<unknown>)[],
  ) {}

  static async start(former: FormerApp): Promise<MigratedApp> {
    const { before, after } = schemas(former);
    const [PrismaClient, database, emulator, port] = await Promise.all([
      generateClient(after),
      createEmptyDatabase(),
      ProviderEmulator.start(),
      freePort(),
    ]);
    const sql = new Client(database.url);
    await sql.connect();
    const adapter = new PrismaPg({ connectionString: database.url, options: '-c TimeZone=UTC' });
    const prisma = new PrismaClient({ adapter });
    await sql.query(await migrationSql(database.url, undefined, before));
    await sql.query(former.data);
    await sql.query(await migrationSql(database.url, before, after));
    await sql.query(triggersSql(prisma, former.options));
    await sql.query(former.meanwhile ?? '');
    const [move = '', check = ''] = blocks(former.page, 'sql');
    // The page says that the statement can run more than once.
    await sql.query(move);
    await sql.query(move);
    const { rows } = await sql.query(check);
    const origin = `http://localhost:${port}`;
    const app = await createApp({ ...former.options, prisma }, emulator, origin);
    await app.listen(port, 'localhost');
    return new MigratedApp(origin, emulator, sql, rows, [
      () => app.close(),
      () => prisma.$disconnect(),
      () => sql.end(),
      () => emulator.stop(),
      () => database.drop(),
    ]);
  }

  async stop(): Promise<void> {
    for (const stop of this.stops) await stop();
  }

  /** @returns the id of the user whom a login with the account of a persona reaches. */
  async userOf(provider: ProviderName, persona: string): Promise<string> {
    const browser = new TestBrowser(this.origin);
    const callback = await this.emulator.approve(await browser.begin(provider), persona);
    const { status, body } = await browser.request(callback);
    if (status !== 303) throw new Error(`The callback returned ${status}: ${body}`);
    return (await browser.json<{ userId: string }>('/me')).userId;
  }
}

/** The schema of the former app before and after the edits on the page. */
function schemas({ page, models, edits }: FormerApp): Record<'before' | 'after', SchemaFile[]> {
  const head = `generator client {
  provider = "prisma-client"
  output = "./client"
  importFileExtension = "js"
}

datasource db {
  provider = "postgresql"
}
`;
  const [block = ''] = blocks(page, 'prisma');
  const relations = block.match(/^ +\w+ +\w+\[\]$/gm) ?? [];
  const edited = models.replace(/^model User \{\n/m, (line) => `${line}${relations.join('\n')}\n`);
  const schema = (content: string) => ({ path: 'schema.prisma', content: head + content });
  const added = { path: 'social-auth.prisma', content: socialAuthModels(edits) };
  return { before: [schema(models)], after: [schema(edited), added] };
}

/** @returns the code blocks of a language on a page. */
function blocks(page: string, language: string): string[] {
  const text = readDocument(page);
  return [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, code = '']) => code,
  );
}

async function createApp(
  options: Partial<SocialAuthModuleOptions> & { prisma: AppClient },
  emulator: ProviderEmulator,
  origin: string,
): Promise<INestApplication> {
  for (const provider of ['google', 'github'] as const) {
    emulator.registerRedirectUri(provider, `${origin}/auth/${provider}/callback`);
  }

  @Controller('me')
  @UseGuards(TransitionGuard)
  class MeController {
    @Get()
    show(@CurrentPrincipal() { userId }: Principal) {
      return { userId };
    }
  }

  @Module({
    imports: [
      JwtModule.register({ secret: FORMER_SECRET }),
      SocialAuthModule.forRoot({
        ...options,
        publicUrl: origin,
        secrets: [TEST_SECRET],
        providers: [google(emulator.google), github(emulator.github)],
        environment: 'development',
        trustedProxies: ['loopback'],
      }),
    ],
    controllers: [MeController] as Type[],
  })
  class Root {}

  return NestFactory.create(Root, new FastifyAdapter(), { logger: false, abortOnError: false });
}
