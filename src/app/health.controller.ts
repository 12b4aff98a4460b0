import { Controller, Get, Header, HttpStatus, Inject, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Pool } from 'pg';
import { pendingMigrations } from '../migrate/migrate.js';
import { ApiRoutes, RevocationFeed } from '../social-auth/index.js';
import { DATABASE, type DatabaseHandle } from './database.module.js';
import { HEALTH_ROUTES } from './health.openapi.js';
import { MIGRATIONS_DIRECTORY } from './paths.js';
import { GracefulShutdown } from './shutdown/graceful-shutdown.js';

/** Liveness and readiness endpoints for load balancers and orchestrators. */
@ApiRoutes(HEALTH_ROUTES)
@Controller()
export class HealthController {
  #migrated = false;

  constructor(
    private readonly pool: Pool,
    private readonly feed: RevocationFeed,
    private readonly adapterHost: HttpAdapterHost,
    private readonly shutdown: GracefulShutdown,
    @Inject(DATABASE) private readonly database: DatabaseHandle,
  ) {}

  /**
   * Liveness: returns 200 while the process serves requests. Does not check dependencies, because a restart of the app
   * would not fix them.
   */
  @Get('health')
  @Header('Cache-Control', 'no-store')
  health(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /**
   * Readiness: returns 200 if the database is reachable and migrated and the app is not shutting down, otherwise 503.
   *
   * A stale revocation feed does not change the status, because guards then query the database for each request. A
   * clock difference does not change the status either, because the clock of the database may be the wrong one.
   */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res() response: unknown): Promise<void> {
    const writable = await this.#isWritable();
    const migrated = writable && (await this.#isMigrated());
    const { stats } = this.feed;
    const body = {
      status: this.#status(migrated),
      database: writable ? 'ok' : 'unavailable',
      migrations: migrated ? 'applied' : 'pending',
      revocations: this.feed.isFresh ? 'ok' : 'degraded',
      clock: stats.isClockSynchronized ? 'ok' : 'skewed',
      clockDifferenceMs: stats.clockDifferenceMs,
    };
    const status = body.status === 'ok' ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE;
    this.adapterHost.httpAdapter.reply(response, body, status);
  }

  #status(migrated: boolean): 'ok' | 'unavailable' | 'shutting_down' {
    if (this.shutdown.isShuttingDown) return 'shutting_down';
    return migrated ? 'ok' : 'unavailable';
  }

  /**
   * Returns whether the database accepts writes. Discards a connection to a read-only server, which is a replica or a
   * former primary after a failover, so that the next connection leads to the new primary.
   */
  async #isWritable(): Promise<boolean> {
    try {
      const client = await this.pool.connect();
      // The pool handles errors only of idle connections. Without this listener, an error of this connection would end
      // the process.
      const ignoreError = () => undefined;
      client.on('error', ignoreError);
      const isReadOnly = await client
        .query<{ transaction_read_only: string }>('SHOW transaction_read_only')
        .then(({ rows }) => rows[0]?.transaction_read_only !== 'off')
        .catch(() => true);
      client.off('error', ignoreError);
      client.release(isReadOnly);
      return !isReadOnly;
    } catch {
      return false;
    }
  }

  /**
   * Returns whether all migrations are applied. Queries the database only until the first success, because applied
   * migrations stay applied.
   */
  async #isMigrated(): Promise<boolean> {
    if (this.#migrated) return true;
    try {
      const pending = await pendingMigrations({
        connectionString: this.database.directUrl,
        migrationsDirectory: MIGRATIONS_DIRECTORY,
      });
      this.#migrated = pending.length === 0;
    } catch {
      return false;
    }
    return this.#migrated;
  }
}
