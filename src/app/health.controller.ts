import { Controller, Get, Header, HttpStatus, Inject, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { pendingMigrations } from '../migrate/migrate.js';
import { PrismaClient } from '../generated/prisma/client.js';
import { RevocationFeed } from '../social-auth/index.js';
import { DATABASE, type DatabaseHandle } from './database.module.js';
import { MIGRATIONS_DIRECTORY } from './paths.js';

/** What a balancer asks: does the process live, and may it be sent people. */
@Controller()
export class HealthController {
  #migrated = false;

  constructor(
    private readonly prisma: PrismaClient,
    private readonly feed: RevocationFeed,
    private readonly adapterHost: HttpAdapterHost,
    @Inject(DATABASE) private readonly database: DatabaseHandle,
  ) {}

  /** Live: says nothing of the database or of providers, so that their faults restart nobody. */
  @Get('health')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /**
   * Ready: the database answers and is migrated. An instance that has lost sight of the revocations is
   * slower but safe, and says so.
   */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res() response: unknown): Promise<void> {
    const answers = await this.prisma.user.findFirst({ select: { id: true } }).then(
      () => true,
      () => false,
    );
    const migrated = answers && (await this.#isMigrated());
    const ok = answers && migrated;
    const body = {
      status: ok ? 'ok' : 'unavailable',
      database: answers ? 'ok' : 'unavailable',
      migrations: migrated ? 'applied' : 'pending',
      revocations: this.feed.isFresh ? 'ok' : 'asking the database',
    };
    this.adapterHost.httpAdapter.reply(
      response,
      body,
      ok ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
    );
  }

  /** Asked until the answer is yes: a database does not lose its migrations. */
  async #isMigrated(): Promise<boolean> {
    this.#migrated ||=
      (
        await pendingMigrations({
          connectionString: this.database.url,
          migrationsDirectory: MIGRATIONS_DIRECTORY,
        }).catch(() => ['unknown'])
      ).length === 0;
    return this.#migrated;
  }
}
