import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import { ConfigurationError, type UserFieldNames } from '../../src/social-auth/index.js';
import type { Executor } from '../../src/social-auth/database/database.js';
import type {
  PrismaClientLike,
  RuntimeModel,
} from '../../src/social-auth/database/prisma-client.js';
import { resolveSchema } from '../../src/social-auth/database/resolve-schema.js';
import { verifyDatabase } from '../../src/social-auth/database/verify-database.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const ADAPTER = { provider: 'postgres', adapterName: 'none' };

type Models = Record<string, RuntimeModel & { fields: { name: string; type: string }[] }>;

/** The data model of the reference app with changes. */
function clientWith(change: (models: Models) => void): PrismaClientLike {
  const prisma = new PrismaClient({ adapter: ADAPTER as never });
  const { _runtimeDataModel: model } = prisma as unknown as {
    _runtimeDataModel: { models: Models };
  };
  const copy = structuredClone(model);
  change(copy.models);
  return { _runtimeDataModel: copy } as unknown as PrismaClientLike;
}

const remove = (models: Models, model: string, field: string) => {
  const found = models[model];
  if (found) models[model] = { ...found, fields: found.fields.filter((f) => f.name !== field) };
};

const retype = (models: Models, model: string, field: string, type: string) => {
  for (const each of models[model]?.fields ?? []) if (each.name === field) each.type = type;
};

function messageOf(prisma: PrismaClientLike, userFields?: UserFieldNames): string {
  try {
    resolveSchema(prisma, {}, userFields);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
}

describe('a Prisma client', () => {
  it('is accepted when it has all models and fields', () => {
    expect(messageOf(clientWith(() => undefined))).toBe('');
  });

  const cases: [string, (models: Models) => void, string][] = [
    [
      'a model is missing',
      (models) => delete models['SigningKey'],
      'prisma has no model SigningKey. Add the models of node_modules/nestjs-social-auth/prisma/social-auth.prisma to your schema and generate the client (npx prisma generate), or set models.signingKey to the name of yours.',
    ],
    [
      'the user model is missing',
      (models) => delete models['User'],
      'prisma has no model User. Set models.user to the name of your user model.',
    ],
    [
      'a field is missing',
      (models) => remove(models, 'Session', 'previousGeneration'),
      'prisma has a model Session without previousGeneration. Add this line to it and create a migration: previousGeneration Int @default(0)',
    ],
    [
      'a field has another type',
      (models) => retype(models, 'Session', 'expiresAt', 'String'),
      'prisma has a field Session.expiresAt of type String instead of DateTime. Define it as: expiresAt DateTime @db.Timestamptz(3)',
    ],
    [
      'a reference to a user has another type than the id of users',
      (models) => retype(models, 'User', 'id', 'BigInt'),
      'prisma has a field AuditEvent.userId of type String instead of BigInt. Define it as: userId BigInt?',
    ],
    [
      'the id of users has a type that cannot be used',
      (models) => retype(models, 'User', 'id', 'Bytes'),
      'userFields.id is the field User.id of type Bytes instead of String or Int or BigInt. Set it to the name of another field.',
    ],
    [
      'a field of the user model has a type that cannot be used',
      (models) => retype(models, 'User', 'roles', 'Json'),
      'userFields.roles is the field User.roles of type Json instead of String. Set it to the name of another field, or to false.',
    ],
  ];

  it.each(cases)('is rejected with the line to add when %s', (_, change, message) => {
    expect(messageOf(clientWith(change)).split('\n  - ')).toContain(message);
  });

  it('with a model of the app that has the name of one of the module is rejected with one issue', () => {
    const own = ['id', 'userId', 'iban'].map((name) => ({ name, kind: 'scalar', type: 'Int' }));
    const client = clientWith((models) => {
      models['Account'] = { fields: own } as unknown as Models[string];
    });
    const [, ...issues] = messageOf(client).split('\n  - ');
    expect(issues).toEqual([
      'prisma has a model Account without provider, subject, username, name, email, emailVerified, picture, createdAt, updatedAt, so it seems to be another model than that of the module. Rename the model of the module in your copy of social-auth.prisma, and set models.account to its new name.',
    ]);
  });

  it('is rejected when an option names a field that the user model does not have', () => {
    const message = messageOf(
      clientWith(() => undefined),
      { name: 'nickname' },
    );
    expect(message).toContain(
      'userFields.name is the field "nickname", which the model User does not have. Set it to the name of a field, or to false.',
    );
  });

  it('is accepted when an option leaves out a field that cannot be used', () => {
    const client = clientWith((models) => retype(models, 'User', 'roles', 'Json'));
    expect(messageOf(client, { roles: false })).toBe('');
  });
});

describe('a database', () => {
  let database: TestDatabase;
  let client: Client;
  const executor: Executor = {
    query: async <Row>({ text }: { text: string }, values: readonly unknown[] = []) =>
      (await client.query(text, [...values])).rows as Row[],
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client(database.url);
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });
  beforeEach(() => client.query('BEGIN'));
  afterEach(() => client.query('ROLLBACK'));

  const verify = () => verifyDatabase(executor, resolveSchema(clientWith(() => undefined)));

  it('is accepted when it has all migrations', async () => {
    await expect(verify()).resolves.toMatchObject({ user: { idType: 'uuid' } });
  });

  const cases: [string, string, string][] = [
    [
      'a table is missing',
      'DROP TABLE "SigningKey"',
      'without the tables "SigningKey". Apply your migrations',
    ],
    [
      'a column is missing',
      'ALTER TABLE "Session" DROP COLUMN "clientId"',
      'table "Session" has no column "clientId". Apply your migrations',
    ],
    [
      'a time has no time zone',
      'ALTER TABLE "AuditEvent" ALTER "at" TYPE timestamp(3)',
      'has a field AuditEvent.at whose column has the type timestamp NOT NULL. Define it as follows, and create a migration: at DateTime @db.Timestamptz(3)',
    ],
    [
      'an optional column is required',
      'ALTER TABLE "Account" ALTER "email" SET NOT NULL',
      'has a field Account.email whose column has the type text NOT NULL. Define it as follows, and create a migration: email String?',
    ],
    [
      'a reference to a user has another type than the id of users',
      'ALTER TABLE "AuditEvent" ALTER "userId" TYPE text',
      'has a field AuditEvent.userId whose column has the type text. Define it as follows, and create a migration: userId String? @db.Uuid',
    ],
    [
      'an additional column is required',
      'ALTER TABLE "Account" ADD "tenant" text NOT NULL',
      'has a model Account with the required column "tenant", which the module does not set. Make its field optional, or give it a default',
    ],
    [
      'accounts have no unique constraint',
      'DROP INDEX "Account_provider_subject_key"',
      'has a model Account whose table has no unique index on provider and subject. The model needs this line, and a migration: @@unique([provider, subject])',
    ],
    [
      'the unique constraint is on other columns',
      'DROP INDEX "Account_provider_subject_key"; CREATE UNIQUE INDEX ON "Account" ("provider", "subject", "userId")',
      '@@unique([provider, subject])',
    ],
    [
      'a field is not unique',
      'DROP INDEX "AuthorizationCode_sessionId_key"',
      'The model needs this line, and a migration: sessionId String @unique @db.Uuid',
    ],
    [
      'a table has no primary key',
      'ALTER TABLE "SessionRevocation" DROP CONSTRAINT "SessionRevocation_pkey"',
      'The model needs this line, and a migration: sessionId String @id @db.Uuid',
    ],
    [
      'the relation of sessions to accounts is missing',
      'ALTER TABLE "Session" DROP CONSTRAINT "Session_accountId_fkey"',
      'The model needs this line, and a migration: account Account? @relation(fields: [accountId], references: [id], onDelete: SetNull)',
    ],
    [
      'a trigger is missing',
      'DROP TRIGGER social_auth_users_deleted ON "User"',
      'without the triggers social_auth_users_deleted. Create an empty migration',
    ],
  ];

  it.each(cases)('is rejected with the line to add when %s', async (_, change, message) => {
    await client.query(change);
    await expect(verify()).rejects.toThrow(message);
  });

  it('is accepted when the app has added columns, indexes and references of its own', async () => {
    await client.query(`ALTER TABLE "Account" ADD "tenant" text NOT NULL DEFAULT 'main', ADD "note" text;
      ALTER TABLE "Session" ADD "number" int GENERATED ALWAYS AS IDENTITY;
      CREATE UNIQUE INDEX ON "Account" ("id", "tenant")`);
    await expect(verify()).resolves.toMatchObject({ user: { idType: 'uuid' } });
  });
});
