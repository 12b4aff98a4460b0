import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { AuditStore } from '../audit/audit.store.js';
import { AuthorizationCodeStore } from '../sessions/authorization-code.store.js';
import { RevocationStore } from '../revocation/revocation.store.js';
import { SessionStore } from '../sessions/session.store.js';

const HOUR_MS = 60 * 60 * 1000;

/** How many rows one statement deletes, so that none holds locks for long. */
const BATCH = 1000;

/** How many batches one round has at the most; what is left waits for the next. */
const MAX_BATCHES = 100;

/** Deletes what has been over for long, every hour and in small steps; several instances share the work. */
@Injectable()
export class DeleteExpired implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('Pruning');
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sessions: SessionStore,
    private readonly codes: AuthorizationCodeStore,
    private readonly audit: AuditStore,
    private readonly revocations: RevocationStore,
  ) {}

  onModuleInit(): void {
    this.#timer = setInterval(() => {
      this.run().catch(() =>
        this.#logger.warn('what is over could not be deleted; trying again later'),
      );
    }, HOUR_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** @returns how many sessions it has deleted. */
  async run(): Promise<number> {
    await this.codes.deleteExpired();
    await this.revocations.deleteExpired();
    await inBatches((limit) => this.audit.deleteExpired(limit));
    return inBatches((limit) => this.sessions.deleteExpired(limit));
  }
}

/** @returns how many rows were deleted. */
async function inBatches(prune: (limit: number) => Promise<number>): Promise<number> {
  let deleted = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const count = await prune(BATCH);
    deleted += count;
    if (count < BATCH) break;
  }
  return deleted;
}
