import { Controller, Get, Header, HttpStatus, Inject, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { PrismaClient } from '../generated/prisma/client.js';
import { pendingMigrations } from '../migrate/migrate.js';
import { RevocationFeed } from '../social-auth/index.js';
import { DATABASE, type DatabaseHandle } from './database.module.js';
import { MIGRATIONS_DIRECTORY } from './paths.js';

/** Liveness and readiness endpoints for load balancers and orchestrators. */
@Controller()
export class HealthController {
  #migrated = false;

  constructor(
    private readonly prisma: PrismaClient,
    private readonly feed: RevocationFeed,
    private readonly adapterHost: HttpAdapterHost,
    @Inject(DATABASE) private readonly database: DatabaseHandle,
  ) {}

  /** Liveness: 200 while the process serves requests. Ignores dependencies, because a restart does not fix them. */
  @Get('health')
  @Header('Cache-Control', 'no-store')
  health(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /**
   * Readiness: 200 when the database is reachable and migrated, otherwise 503.
   *
   * A stale revocation feed does not affect the status: guards then query the database for each request.
   */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res() response: unknown): Promise<void> {
    const reachable = await this.#isReachable();
    const migrated = reachable && (await this.#isMigrated());
    const body = {
      status: migrated ? 'ok' : 'unavailable',
      database: reachable ? 'ok' : 'unavailable',
      migrations: migrated ? 'applied' : 'pending',
      revocations: this.feed.isFresh ? 'ok' : 'degraded',
    };
    const status = migrated ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE;
    this.adapterHost.httpAdapter.reply(response, body, status);
  }

  #isReachable(): Promise<boolean> {
    return this.prisma.user.findFirst({ select: { id: true } }).then(
      () => true,
      () => false,
    );
  }

  /** Stops checking after the first success, because applied migrations stay applied. */
  async #isMigrated(): Promise<boolean> {
    if (this.#migrated) return true;
    try {
      const pending = await pendingMigrations({
        connectionString: this.database.url,
        migrationsDirectory: MIGRATIONS_DIRECTORY,
      });
      this.#migrated = pending.length === 0;
    } catch {
      return false;
    }
    return this.#migrated;
  }
}
