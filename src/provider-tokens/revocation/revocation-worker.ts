import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { OnAuthEvent, ProviderGrants, type AuthEvent } from '../../social-auth/index.js';
import { PendingRevocationStore } from './pending-revocation.store.js';
import { RevokeAccess } from './revoke-access.js';

/** Interval at which the worker looks for due revocations, in milliseconds. */
const POLL_MS = 60_000;

/** Number of polls between two searches for tokens without an account. */
const POLLS_PER_SEARCH = 60;

/** Maximum number of simultaneous revocations. */
const BATCH_SIZE = 5;

/** Maximum number of batches per poll. The next poll handles the rest. */
const MAX_BATCHES = 100;

/** Maximum number of requests of one revocation. The time limit of each request is `providerTimeout`. */
const MAX_REQUESTS = 3;

/**
 * How much longer a lease is than the time limits of its requests together, in milliseconds. This time is for the
 * statements before and after the requests.
 */
const LEASE_MARGIN_MS = 10_000;

/** Maximum time for which the shutdown waits for revocations, in milliseconds. */
const SHUTDOWN_MS = 2000;

/**
 * Revokes access at providers in the background, after an account was unlinked, a user was deleted or a consent was
 * withdrawn. Revokes at once, and tries again after an outage of the provider or a restart of the app. Each revocation
 * runs on only one instance.
 */
@Injectable()
export class RevocationWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('ProviderTokens');
  #timer: NodeJS.Timeout | undefined;
  #polls = 0;
  #running: Promise<void> | undefined;
  #isRequested = false;
  #isClosing = false;

  constructor(
    private readonly revocations: PendingRevocationStore,
    private readonly revokeAccess: RevokeAccess,
    private readonly grants: ProviderGrants,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.#poll(), POLL_MS).unref();
    void this.#poll();
  }

  /**
   * Waits for revocations in progress, but not long, because another instance or the next start repeats an interrupted
   * one.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#timer);
    let timeout: NodeJS.Timeout | undefined;
    const limit = new Promise((resolve) => (timeout = setTimeout(resolve, SHUTDOWN_MS)));
    await Promise.race([this.#running, limit]);
    clearTimeout(timeout);
  }

  @OnAuthEvent('account_unlinked')
  async onUnlinked({ accountId }: AuthEvent<'account_unlinked'>): Promise<void> {
    await this.#logged(() => this.revocations.markUnlinked(accountId));
    await this.run();
  }

  @OnAuthEvent('user_deleted')
  async onDeleted({ userId }: AuthEvent<'user_deleted'>): Promise<void> {
    await this.#logged(() => this.revocations.markDeleted(userId));
    await this.run();
  }

  /** Runs all due revocations. Resolves when none is due. Does not throw. */
  run(): Promise<void> {
    this.#isRequested = true;
    this.#running ??= this.#runWhileRequested().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #runWhileRequested(): Promise<void> {
    while (this.#isRequested && !this.#isClosing) {
      this.#isRequested = false;
      await this.#logged(() => this.#revokeDue());
    }
  }

  async #revokeDue(): Promise<void> {
    const lease = MAX_REQUESTS * this.grants.timeout + LEASE_MARGIN_MS;
    for (let batch = 0; batch < MAX_BATCHES && !this.#isClosing; batch += 1) {
      const claimed = await this.revocations.claim(BATCH_SIZE, lease);
      await Promise.all(claimed.map((pending) => this.revokeAccess.run(pending)));
      if (claimed.length < BATCH_SIZE) break;
    }
  }

  async #poll(): Promise<void> {
    if (this.#polls % POLLS_PER_SEARCH === 0) {
      await this.#logged(() => this.revocations.markOrphans());
    }
    this.#polls += 1;
    await this.run();
  }

  async #logged(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#isClosing) return;
      const name = error instanceof Error ? error.name : 'unknown error';
      this.#logger.warn(
        `Cannot revoke access at providers (${name}). Trying again within an hour.`,
      );
    }
  }
}
