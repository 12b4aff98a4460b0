import { join } from 'node:path';
import {
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../embedded-postgres/embedded-postgres.js';
import { migrate } from '../migrate/migrate.js';
import { PrismaClient } from '../generated/prisma/client.js';
import type { Environment } from './environment.js';
import { preparedStatements } from './prepared-statements.js';
import { DATA_DIRECTORY, MIGRATIONS_DIRECTORY } from './paths.js';

/** Where the database is reached, and how it is left. */
export interface DatabaseHandle {
  url: string;
  embedded: EmbeddedPostgres | undefined;
}

/** DI token of the database handle. */
export const DATABASE = Symbol('database');

/** The database of the app: the one of DATABASE_URL, else an embedded PostgreSQL; migrated at start. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    private readonly prisma: PrismaClient,
    @Inject(DATABASE) private readonly database: DatabaseHandle,
  ) {}

  static register({ DATABASE_URL }: Environment): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        { provide: DATABASE, useFactory: () => openDatabase(DATABASE_URL) },
        {
          provide: Pool,
          inject: [DATABASE],
          useFactory: ({ url }: DatabaseHandle) => createPool(url),
        },
        { provide: PrismaClient, inject: [Pool], useFactory: createPrismaClient },
      ],
      exports: [PrismaClient, Pool, DATABASE],
    };
  }

  /** Runs when no request is under way any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.prisma.$disconnect();
    await this.database.embedded?.stop();
  }
}

/** Sessions in UTC: the adapter reads times as if they were. */
export function createPool(url: string): Pool {
  return new Pool({
    connectionString: url,
    options: '-c TimeZone=UTC',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  });
}

/** @returns a client that closes the pool when it disconnects */
export function createPrismaClient(pool: Pool): PrismaClient {
  const statementNameGenerator = preparedStatements();
  return new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator, disposeExternalPool: true }),
  });
}

async function openDatabase(configured: string | undefined): Promise<DatabaseHandle> {
  const logger = new Logger('Database');
  const log = (message: string) => logger.log(message);
  const embedded =
    configured === undefined
      ? await startEmbeddedPostgres({ dataDirectory: join(DATA_DIRECTORY, 'postgres'), log })
      : undefined;
  const url = configured ?? embedded?.url ?? '';
  try {
    await migrate({ connectionString: url, migrationsDirectory: MIGRATIONS_DIRECTORY, log });
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  return { url, embedded };
}
