import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { AuditStore } from '../audit/audit.store.js';
import { RevocationStore } from '../revocation/revocation.store.js';
import { AuthorizationCodeStore } from '../sessions/authorization-code.store.js';
import { SessionStore } from '../sessions/session.store.js';
import { DeleteDueUsers } from './delete-due-users.js';

const HOUR_MS = 60 * 60 * 1000;

/** Maximum number of rows per statement, which limits the duration of its locks. */
const BATCH_SIZE = 1000;

/** Maximum number of statements per run and table. The next run deletes the remaining rows. */
const MAX_BATCHES = 100;

/**
 * A job that deletes expired rows and users whose grace period is over, every hour. It runs on every instance. Each store
 * defines how long rows are kept.
 */
@Injectable()
export class DeleteExpired implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('DeleteExpired');
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sessions: SessionStore,
    private readonly codes: AuthorizationCodeStore,
    private readonly audit: AuditStore,
    private readonly revocations: RevocationStore,
    private readonly dueUsers: DeleteDueUsers,
  ) {}

  onModuleInit(): void {
    this.#timer = setInterval(() => void this.#runLogged(), HOUR_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** @returns the number of deleted sessions */
  async run(): Promise<number> {
    await inBatches((limit) => this.codes.deleteExpired(limit));
    await inBatches((limit) => this.revocations.deleteExpired(limit));
    await inBatches((limit) => this.revocations.deleteExpiredRoleChanges(limit));
    await inBatches((limit) => this.audit.deleteExpired(limit));
    const sessions = await inBatches((limit) => this.sessions.deleteExpired(limit));
    await this.dueUsers.run();
    return sessions;
  }

  async #runLogged(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown error';
      this.#logger.warn(`Cannot delete expired rows (${name}). Trying again in an hour.`);
    }
  }
}

/** @returns the number of deleted rows */
async function inBatches(deleteRows: (limit: number) => Promise<number>): Promise<number> {
  let deleted = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const count = await deleteRows(BATCH_SIZE);
    deleted += count;
    if (count < BATCH_SIZE) break;
  }
  return deleted;
}
