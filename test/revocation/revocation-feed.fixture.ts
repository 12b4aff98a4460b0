import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { vi } from 'vitest';
import { createPool, createPrismaClient } from '../../src/app/database.module.js';
import { Clock } from '../../src/time/clock.js';
import { ListenNotifySource } from '../../src/social-auth/revocation/listen-notify-source.js';
import { PollingSource } from '../../src/social-auth/revocation/polling-source.js';
import { RevocationFeed } from '../../src/social-auth/revocation/revocation-feed.js';
import type { RevocationSource } from '../../src/social-auth/revocation/revocation-source.js';
import { Database } from '../../src/social-auth/database/database.js';
import { resolveSchema } from '../../src/social-auth/database/resolve-schema.js';
import { RevocationStore } from '../../src/social-auth/revocation/revocation.store.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** The two kinds of revocation feeds. */
export const KINDS = ['LISTEN/NOTIFY', 'polling'] as const;
export type Kind = (typeof KINDS)[number];

export const ACCESS_TOKEN_SECONDS = 300;
export const SESSION_MAX_AGE_MS = 90 * 86_400_000;

/** Returns what a feed needs to know of a login. */
export const principalOf = (sessionId: string, authTime = Math.floor(Date.now() / 1000)) => ({
  userId: randomUUID(),
  roles: [],
  sessionId,
  authTime,
});

/** A clock that tests move. */
export class MovableClock extends Clock {
  /** The offset from the real time, in milliseconds. */
  ahead = 0;

  override milliseconds(): number {
    return Date.now() + this.ahead;
  }
}

/** The feed and the clock of one instance of an app. */
export interface Instance {
  feed: RevocationFeed;
  clock: MovableClock;
  readonly stop: () => Promise<void>;
}

/** A database with sessions, and instances that share it. */
export class Feeds {
  readonly #instances: Instance[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly sql: Client,
    private readonly userId: string,
  ) {}

  static async open(): Promise<Feeds> {
    const database = await createTestDatabase();
    const sql = new Client(database.url);
    await sql.connect();
    const userId = randomUUID();
    await sql.query(`INSERT INTO "User" ("id", "updatedAt") VALUES ($1, now())`, [userId]);
    return new Feeds(database, sql, userId);
  }

  async close(): Promise<void> {
    await this.stopInstances();
    await this.sql.end();
    await this.database.drop();
  }

  async stopInstances(): Promise<void> {
    await Promise.all(this.#instances.splice(0).map((instance) => instance.stop()));
  }

  /**
   * Starts an instance.
   *
   * @param url the connection string. Default: that of the database.
   */
  async start(kind: Kind, url = this.database.url): Promise<Instance> {
    const { source, release } = createSource(kind, url);
    const clock = new MovableClock();
    const feed = new RevocationFeed(source, clock, {
      accessTokenTtl: ACCESS_TOKEN_SECONDS * 1000,
      sessionMaxAge: SESSION_MAX_AGE_MS,
    });
    const stop = async () => {
      await feed.onModuleDestroy();
      await release();
    };
    const instance = { feed, clock, stop };
    this.#instances.push(instance);
    await feed.onModuleInit();
    return instance;
  }

  /**
   * Creates sessions.
   *
   * @param revokedAt the time of their revocation. Default: null (active).
   * @returns their ids
   */
  async sessions(count: number, revokedAt: Date | null = null): Promise<string[]> {
    const { rows } = await this.sql.query<{ id: string }>(
      `INSERT INTO "Session"
         ("id", "userId", "provider", "createdAt", "refreshedAt", "expiresAt", "revokedAt")
       SELECT gen_random_uuid(), $1, 'google', now(), now(), now() + interval '1 day', $3
       FROM generate_series(1, $2::int) RETURNING "id"`,
      [this.userId, count, revokedAt],
    );
    if (revokedAt !== null) {
      await this.record(
        rows.map(({ id }) => id),
        revokedAt,
      );
    }
    return rows.map(({ id }) => id);
  }

  /** Records revocations of a given time. */
  async record(ids: readonly string[], revokedAt: Date): Promise<void> {
    await this.sql.query(
      `INSERT INTO "SessionRevocation" SELECT unnest($1::uuid[]), $2
       ON CONFLICT ("sessionId") DO UPDATE SET "revokedAt" = excluded."revokedAt"`,
      [ids, revokedAt],
    );
  }

  /**
   * Creates a session.
   *
   * @returns its id
   */
  async session(): Promise<string> {
    const [id = ''] = await this.sessions(1);
    return id;
  }

  /** Revokes sessions in the database without a notification. */
  async revoke(ids: readonly string[], revokedAt = new Date()): Promise<void> {
    await this.sql.query(`UPDATE "Session" SET "revokedAt" = $2 WHERE "id" = ANY($1)`, [
      ids,
      revokedAt,
    ]);
  }

  /**
   * Terminates the LISTEN connections of all instances.
   *
   * @returns their number
   */
  async terminateListenConnections(): Promise<number> {
    const { rowCount } = await this.sql.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'nestjs-social-auth revocations' AND datname = current_database()`,
    );
    return rowCount ?? 0;
  }
}

function createSource(
  kind: Kind,
  url: string,
): { source: RevocationSource; release: () => Promise<void> } {
  if (kind === 'LISTEN/NOTIFY') {
    const prisma = createPrismaClient(createPool(url));
    const source = new ListenNotifySource(url, resolveSchema(prisma));
    return { source, release: () => prisma.$disconnect() };
  }
  const prisma = createPrismaClient(createPool(url));
  const database = new Database(prisma, undefined, 5000);
  const source = new PollingSource(new RevocationStore(database, resolveSchema(prisma)));
  return { source, release: () => prisma.$disconnect() };
}

/**
 * Polls until a condition holds.
 *
 * @returns the duration in milliseconds
 * @throws if it takes longer than `withinMs`
 */
export async function until(condition: () => boolean, withinMs = 5000): Promise<number> {
  const started = performance.now();
  while (!condition()) {
    if (performance.now() - started > withinMs) {
      throw new Error(`timeout after ${withinMs} ms: ${condition.toString()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return performance.now() - started;
}

/** Records log messages instead of printing them. */
export function captureLogs() {
  Logger.overrideLogger(false);
  const warnings = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
  const messages = vi.spyOn(Logger.prototype, 'log').mockImplementation(() => {});
  return { warnings, messages };
}
