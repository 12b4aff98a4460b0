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
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../embedded-postgres/index.js';
import { PrismaClient } from '../generated/prisma/client.js';
import { migrate } from '../migrate/migrate.js';
import type { Environment } from './environment.js';
import { DATA_DIRECTORY, MIGRATIONS_DIRECTORY } from './paths.js';
import { createStatementNameGenerator } from './prepared-statements.js';

/** The database in use. */
export interface DatabaseHandle {
  /** Connection string. Contains the password. */
  url: string;
  /** Set when DATABASE_URL is not. */
  embedded: EmbeddedPostgres | undefined;
}

/** Injection token of the {@link DatabaseHandle}. */
export const DATABASE = Symbol('database');

/** Location and name of the embedded PostgreSQL. Existing data depends on both. */
export const EMBEDDED_POSTGRES = {
  dataDirectory: join(DATA_DIRECTORY, 'postgres'),
  systemDirectory: '/var/lib/nestjs-social-auth',
  databaseName: 'social_auth',
};

/** Provides the database of DATABASE_URL or an embedded PostgreSQL. Applies pending migrations at start. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly pool: Pool,
    @Inject(DATABASE) private readonly database: DatabaseHandle,
  ) {}

  static register({ DATABASE_URL, DATABASE_TIMEOUT_MS }: Environment): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        { provide: DATABASE, useFactory: () => openDatabase(DATABASE_URL) },
        {
          provide: Pool,
          inject: [DATABASE],
          useFactory: ({ url }: DatabaseHandle) => createPool(url, DATABASE_TIMEOUT_MS),
        },
        { provide: PrismaClient, inject: [Pool], useFactory: createPrismaClient },
      ],
      exports: [PrismaClient, Pool, DATABASE],
    };
  }

  /** Nest calls this hook after the HTTP server has closed. */
  async onApplicationShutdown(): Promise<void> {
    await this.prisma.$disconnect();
    // Prisma closes the pool only if it has used it.
    if (!this.pool.ended) await this.pool.end();
    await this.database.embedded?.stop();
  }
}

/**
 * Creates the connection pool.
 *
 * The server cancels a statement at the time limit, so that a client's repetition does not wait behind it. The client
 * gives up a little later, for a server that no longer responds, and discards the connection. The time zone is UTC,
 * which Prisma's adapter assumes when it parses timestamps.
 *
 * @param timeout time limit for connecting, for a statement and for a lock, in milliseconds
 */
export function createPool(url: string, timeout = 5000): Pool {
  const pool = new Pool({
    connectionString: url,
    options: '-c TimeZone=UTC',
    connectionTimeoutMillis: timeout,
    statement_timeout: timeout,
    lock_timeout: timeout,
    query_timeout: timeout + 500,
    keepAlive: true,
  });
  // Without a listener the error of an idle connection would end the process. The pool replaces the connection.
  pool.on('error', (error) =>
    new Logger('Database').warn(`An idle connection to the database was lost (${error.message}).`),
  );
  return pool;
}

/** Creates a Prisma client that closes the pool when it disconnects. */
export function createPrismaClient(pool: Pool): PrismaClient {
  const statementNameGenerator = createStatementNameGenerator();
  return new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator, disposeExternalPool: true }),
  });
}

async function openDatabase(configured: string | undefined): Promise<DatabaseHandle> {
  const logger = new Logger('Database');
  const log = (message: string) => logger.log(message);
  const embedded =
    configured === undefined
      ? await startEmbeddedPostgres({ ...EMBEDDED_POSTGRES, log })
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
