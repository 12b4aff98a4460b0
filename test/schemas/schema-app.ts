import { Controller, Get, Module, UseGuards, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { PrismaPg } from '@prisma/adapter-pg';
import { Client } from 'pg';
import { ProviderEmulator, type ProviderName } from '../../src/emulator/index.js';
import {
  CurrentPrincipal,
  CurrentUser,
  github,
  google,
  JwtAuthGuard,
  SocialAuthModule,
  triggersSql,
  userSearchSql,
  type Principal,
  type ProviderProfile,
  type User,
  type UserId,
} from '../../src/social-auth/index.js';
import { createEmptyDatabase } from '../support/database.js';
import { NATIVE } from '../support/native-client.js';
import { freePort } from '../support/free-port.js';
import { TEST_SECRET } from '../support/test-app.js';
import { TestBrowser } from '../support/test-browser.js';
import { delegateOf, type AppClient, type Delegate } from './app-client.js';
import { socialAuthModels } from './prisma-schema.js';
import { generateClient, migrationSql, type SchemaFile } from './prisma-tools.js';
import { withoutSocialAuth, type Variant } from './variants.js';

@Controller('api/me')
@UseGuards(JwtAuthGuard)
class MeController {
  @Get()
  show(@CurrentPrincipal() { userId, roles }: Principal, @CurrentUser() user: User) {
    return { userId, roles, user: Object.values(user).map(String) };
  }
}

/** If set, the hook `resolveUser` returns this id instead of the user with the same email address. */
export const resolution: { userId: UserId | undefined } = { userId: undefined };

/** An app with a schema of its own, whose user table had rows before the module's models were added. */
export class SchemaApp {
  private constructor(
    readonly origin: string,
    readonly emulator: ProviderEmulator,
    readonly prisma: AppClient,
    /** The queries of the user model. */
    readonly users: Delegate,
    /** The users before the migration that added the module's models. */
    readonly existing: readonly Record<string, unknown>[],
    readonly app: INestApplication,
    private readonly stops: readonly (() => Promise<unknown>)[],
  ) {}

  static async start(variant: Variant): Promise<SchemaApp> {
    const { userModel, files } = schemaOf(variant);
    const [PrismaClient, database, emulator, port] = await Promise.all([
      generateClient(files),
      createEmptyDatabase(),
      ProviderEmulator.start(),
      freePort(),
    ]);
    const sql = new Client(database.url);
    await sql.connect();
    const options = '-c TimeZone=UTC';
    const adapter = new PrismaPg({ connectionString: database.url, options });
    const prisma = variant.extend(new PrismaClient({ adapter }));
    const users = delegateOf(prisma, userModel);
    const before = [{ path: 'schema.prisma', content: withoutSocialAuth(files[0].content) }];
    await sql.query(await migrationSql(database.url, undefined, before));
    for (const name of ['kim', 'una']) {
      await users.create({ data: { [variant.emailField]: `${name}@example.com` } });
    }
    const existing = await users.findMany({});
    await sql.query(await migrationSql(database.url, before, files));
    const names = { models: variant.names, userFields: variant.userFields };
    await sql.query(triggersSql(prisma, names) + userSearchSql(prisma, names));
    await sql.end();
    const origin = `http://localhost:${port}`;
    const app = await createApp(variant, prisma, emulator, origin);
    await app.listen(port, 'localhost');
    return new SchemaApp(origin, emulator, prisma, users, existing, app, [
      () => app.close(),
      () => prisma.$disconnect(),
      () => emulator.stop(),
      () => database.drop(),
    ]);
  }

  async stop(): Promise<void> {
    for (const stop of this.stops) await stop();
  }

  browser(): TestBrowser {
    return new TestBrowser(this.origin);
  }

  async signIn(provider: ProviderName, persona: string): Promise<TestBrowser> {
    const browser = this.browser();
    await this.complete(browser, await browser.begin(provider), persona);
    return browser;
  }

  /** Completes a login or a link at the provider. */
  async complete(browser: TestBrowser, location: string, persona: string): Promise<void> {
    const { status, body } = await browser.request(await this.emulator.approve(location, persona));
    if (status !== 303) throw new Error(`The callback returned ${status}: ${body}`);
  }
}

/** The files of the developer's schema: their own models, and the edited `social-auth.prisma`. */
function schemaOf({ generator, schemas, models, edits, names }: Variant) {
  const list = schemas?.map((name) => `"${name}"`).join(', ');
  const content = `generator client {
  provider = "${generator}"
  output = "./client"
  ${generator === 'prisma-client' ? 'importFileExtension = "js"' : ''}
}

datasource db {
  provider = "postgresql"
  ${list === undefined ? '' : `schemas = [${list}]`}
}
${models}
`;
  const files: [SchemaFile, SchemaFile] = [
    { path: 'schema.prisma', content },
    { path: 'social-auth.prisma', content: socialAuthModels(edits) },
  ];
  return { userModel: names.user ?? 'User', files };
}

async function createApp(
  { names, userFields, emailField }: Variant,
  prisma: AppClient,
  emulator: ProviderEmulator,
  origin: string,
): Promise<INestApplication> {
  for (const provider of ['google', 'github'] as const) {
    emulator.registerRedirectUri(provider, `${origin}/auth/${provider}/callback`);
  }
  const idField = userFields.id ?? 'id';
  const resolveUser = async ({ email, emailVerified }: ProviderProfile, transaction: object) => {
    if (resolution.userId !== undefined) return resolution.userId;
    if (email === null || !emailVerified) return undefined;
    const users = delegateOf(transaction, names.user ?? 'User');
    const user = await users.findFirst({ where: { [emailField]: email } });
    return user?.[idField] as UserId | undefined;
  };

  @Module({
    imports: [
      SocialAuthModule.forRoot({
        prisma,
        models: names,
        userFields,
        resolveUser,
        publicUrl: origin,
        secrets: [TEST_SECRET],
        providers: [google(emulator.google), github(emulator.github)],
        clients: [{ clientId: 'mobile-app', redirectUris: [NATIVE] }],
        environment: 'development',
        trustedProxies: ['loopback'],
      }),
    ],
    controllers: [MeController],
  })
  class Root {}

  const adapter = new FastifyAdapter();
  return NestFactory.create(Root, adapter, { logger: false, abortOnError: false });
}
