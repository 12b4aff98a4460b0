import { join } from 'node:path';
import {
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, type PoolConfig } from 'pg';
import type { EmbeddedPostgres } from '../embedded-postgres/index.js';
import { PrismaClient } from '../generated/prisma/client.js';
import { migrate } from '../migrate/migrate.js';
import { PrimaryClient } from '../social-auth/index.js';
import type { Environment } from './environment.js';
import { DATA_DIRECTORY, MIGRATIONS_DIRECTORY } from './paths.js';
import { createStatementNameGenerator } from './prepared-statements.js';

/** The database in use. */
export interface DatabaseHandle {
  /** Connection string that the app uses for its queries. It may lead to a connection pooler. Contains the password. */
  url: string;
  /** Connection string that leads directly to PostgreSQL, for migrations and LISTEN. Contains the password. */
  directUrl: string;
  /** The embedded PostgreSQL. Undefined if DATABASE_URL is set. */
  embedded: EmbeddedPostgres | undefined;
}

/** Injection token of the {@link DatabaseHandle}. */
export const DATABASE = Symbol('database');

/**
 * Directories and database name of the embedded PostgreSQL. If you change them, the app no longer finds existing data.
 */
export const EMBEDDED_POSTGRES = {
  dataDirectory: join(DATA_DIRECTORY, 'postgres'),
  systemDirectory: '/var/lib/nestjs-social-auth',
  databaseName: 'social_auth',
};

/**
 * Connects to the database at DATABASE_URL. Starts an embedded PostgreSQL if DATABASE_URL is not set. Applies pending
 * migrations at start.
 */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly pool: Pool,
    @Inject(DATABASE) private readonly database: DatabaseHandle,
  ) {}

  static register({ DATABASE_URL, DIRECT_URL, DATABASE_TIMEOUT_MS }: Environment): DynamicModule {
    const behindPooler = DIRECT_URL !== undefined;
    return {
      module: DatabaseModule,
      providers: [
        { provide: DATABASE, useFactory: () => openDatabase(DATABASE_URL, DIRECT_URL) },
        {
          provide: Pool,
          inject: [DATABASE],
          useFactory: ({ url }: DatabaseHandle) =>
            createPool(url, DATABASE_TIMEOUT_MS, behindPooler),
        },
        {
          provide: PrismaClient,
          inject: [Pool],
          useFactory: (pool: Pool) => createPrismaClient(pool, behindPooler),
        },
      ],
      exports: [PrismaClient, Pool, DATABASE],
    };
  }

  /** Nest calls this hook after the HTTP server has closed, so no request uses the database any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.prisma.$disconnect();
    // `$disconnect()` closes the pool only if Prisma has used the pool.
    if (!this.pool.ended) await this.pool.end();
    await this.database.embedded?.stop();
  }
}

/**
 * Creates the connection pool.
 *
 * PostgreSQL cancels a statement at the time limit, so that the first attempt does not hold locks that its retry needs.
 * If PostgreSQL no longer responds, the pool stops waiting 500 ms after the limit and discards the connection. The time
 * zone is UTC, because Prisma's adapter assumes UTC when it parses timestamps.
 *
 * A connection pooler in transaction mode rejects these settings when a client connects, because clients share its
 * sessions. Behind a pooler, only the time zone is set, with `SET`, because the pooler restores the time zone for each
 * client.
 *
 * @param timeout time limit for connecting, for a statement and for a lock, in milliseconds
 * @param behindPooler whether the URL leads to a connection pooler in transaction mode
 */
export function createPool(url: string, timeout = 5000, behindPooler = false): Pool {
  const session: PoolConfig = behindPooler
    ? { onConnect: (client) => client.query("SET TIME ZONE 'UTC'") }
    : { options: '-c TimeZone=UTC', statement_timeout: timeout, lock_timeout: timeout };
  const pool = new Pool({
    connectionString: url,
    Client: PrimaryClient,
    ...session,
    connectionTimeoutMillis: timeout,
    query_timeout: timeout + 500,
    keepAlive: true,
  });
  // Without a listener, an error of an idle connection would end the process. The pool replaces the lost connection.
  pool.on('error', (error) =>
    new Logger('Database').warn(`An idle connection to the database was lost (${error.message}).`),
  );
  return pool;
}

/**
 * Creates a Prisma client that closes the pool when it disconnects.
 *
 * @param behindPooler whether the pool connects to a connection pooler in transaction mode, which may not support
 *   prepared statements. The client then uses none.
 */
export function createPrismaClient(pool: Pool, behindPooler = false): PrismaClient {
  const names = behindPooler ? {} : { statementNameGenerator: createStatementNameGenerator() };
  return new PrismaClient({ adapter: new PrismaPg(pool, { ...names, disposeExternalPool: true }) });
}

async function openDatabase(
  configured: string | undefined,
  configuredDirect: string | undefined,
): Promise<DatabaseHandle> {
  const logger = new Logger('Database');
  const log = (message: string) => logger.log(message);
  const embedded = configured === undefined ? await startPostgres(log) : undefined;
  const url = configured ?? embedded?.url ?? '';
  const directUrl = configuredDirect ?? url;
  try {
    await migrate({ connectionString: directUrl, migrationsDirectory: MIGRATIONS_DIRECTORY, log });
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  return { url, directUrl, embedded };
}

async function startPostgres(log: (message: string) => void): Promise<EmbeddedPostgres> {
  const { startEmbeddedPostgres } = await import('../embedded-postgres/index.js');
  return startEmbeddedPostgres({ ...EMBEDDED_POSTGRES, log });
}
