import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Prisma, PrismaClient } from '../../src/generated/prisma/client.js';
import { type TestDatabase, createTestDatabase } from '../support/database.js';
import { type SchemaFacts, readSchema } from './schema-facts.js';

let database: TestDatabase;
let client: Client;
let schema: SchemaFacts;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client(database.url);
  await client.connect();
  const names = [
    'schema.prisma',
    'social-auth.prisma',
    'social-auth-provider-tokens.prisma',
    'social-auth-user-merge.prisma',
  ];
  const files = names.map((name) =>
    readFile(join(import.meta.dirname, '../../prisma', name), 'utf8'),
  );
  schema = readSchema((await Promise.all(files)).join('\n'));
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Returns the column `line` of a query, sorted. */
async function lines(sql: string): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(sql);
  return rows.map((row) => row.line).toSorted();
}

describe('a migrated database', () => {
  it('has every column of the schema with its type and nullability, and no other', async () => {
    const columns = await lines(
      `SELECT concat_ws(' ', table_name || '.' || column_name, udt_name, datetime_precision,
                        CASE WHEN is_nullable = 'YES' AND data_type <> 'ARRAY' THEN 'null' END) AS line
         FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'`,
    );
    expect(schema.columns.length).toBeGreaterThan(20);
    expect(columns).toEqual(schema.columns);
  });

  it('has every key and index of the schema, and no other', async () => {
    const indexes = await lines(
      `SELECT concat(CASE WHEN indisprimary THEN 'id ' WHEN indisunique THEN 'unique ' ELSE 'index ' END,
                     relname, '(', (SELECT string_agg(attname, ', ' ORDER BY n)
                                      FROM unnest(indkey::int2[]) WITH ORDINALITY AS k (num, n)
                                      JOIN pg_attribute ON attrelid = indrelid AND attnum = k.num), ')') AS line
         FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
        WHERE relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations'`,
    );
    // The indexes of email addresses and of the search contain expressions, which a Prisma schema cannot express.
    const search = ['index Account()', 'index User(id)', 'index User(id)'];
    expect(indexes).toEqual([...schema.indexes, ...search].toSorted());
  });

  it('has every foreign key of the schema with its ON DELETE action, and no other', async () => {
    const references = await lines(
      `SELECT concat(child.relname, '.', attname, ' -> ', parent.relname, ' ', confdeltype) AS line
         FROM pg_constraint
         JOIN pg_class AS child ON child.oid = conrelid
         JOIN pg_class AS parent ON parent.oid = confrelid
         JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
        WHERE contype = 'f'`,
    );
    expect(references).toEqual(schema.references);
  });

  it('has every enum of the schema with its values, and no other', async () => {
    const enums = await lines(
      `SELECT concat(typname, ': ', string_agg(enumlabel, ', ' ORDER BY enumsortorder)) AS line
         FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid GROUP BY typname`,
    );
    expect(enums).toEqual(schema.enums);
  });

  it('lets the generated client read every field of every model', async () => {
    const adapter = new PrismaPg({ connectionString: database.url, options: '-c TimeZone=UTC' });
    const prisma = new PrismaClient({ adapter });
    const delegates = prisma as unknown as Record<string, { findMany(): Promise<unknown[]> }>;
    const models = Object.values(Prisma.ModelName);
    expect(models.length).toBeGreaterThan(3);
    for (const model of models) {
      const delegate = delegates[model[0]?.toLowerCase() + model.slice(1)];
      expect(await delegate?.findMany()).toEqual([]);
    }
    await prisma.$disconnect();
  });
});
