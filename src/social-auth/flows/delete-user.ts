import { Injectable } from '@nestjs/common';
import { AuthEvents, type EventActor } from '../core/auth-events.js';
import { SocialAuthError } from '../core/errors.js';
import { Database, type Transaction } from '../database/database.js';
import { isForeignKeyViolation } from '../database/database-errors.js';
import { RevocationFeed } from '../revocation/revocation-feed.js';
import type { ChangeOutcome, RequiredRole } from '../users/user.js';
import { UserDeletionStore } from '../users/user-deletion.store.js';
import { UserDataHookRegistry } from './user-data-hook-registry.js';

/** Deletes a user, together with the app's data of the user, in one transaction. */
@Injectable()
export class DeleteUser {
  constructor(
    private readonly database: Database,
    private readonly users: UserDeletionStore,
    private readonly hooks: UserDataHookRegistry,
    private readonly feed: RevocationFeed,
    private readonly events: AuthEvents,
  ) {}

  /**
   * @param actor who deletes the user, if it is not the user
   * @throws SocialAuthError `deletion_blocked` when a row of another table refers to the user, or what a hook throws; nothing is
   *   changed
   */
  run(userId: string, actor?: EventActor, required?: RequiredRole): Promise<ChangeOutcome> {
    return this.#delete(userId, actor, (tx) => this.users.lock(userId, required, tx));
  }

  /** Deletes a user whose grace period is over, unless another instance is doing so. */
  runIfDue(userId: string): Promise<ChangeOutcome> {
    return this.#delete(userId, undefined, (tx) => this.users.lockDue(userId, tx));
  }

  async #delete(
    userId: string,
    actor: EventActor | undefined,
    lock: (transaction: Transaction) => Promise<ChangeOutcome>,
  ): Promise<ChangeOutcome> {
    let sessionIds: string[] = [];
    const outcome = await this.database
      .transaction(async (transaction) => {
        const locked = await lock(transaction);
        if (locked !== 'changed') return locked;
        await this.hooks.deleteUser(userId, transaction);
        sessionIds = await this.users.delete(userId, transaction);
        return locked;
      })
      .catch((error: unknown) => {
        throw isForeignKeyViolation(error) ? referencedUserError(error) : error;
      });
    if (outcome !== 'changed') return outcome;
    this.feed.announce(sessionIds);
    this.events.emit('user_deleted', { userId }, actor);
    return outcome;
  }
}

function referencedUserError(cause: unknown): SocialAuthError {
  const reason =
    'a row of another table refers to the user. Delete or anonymize these rows in the hook deleteUser, or set onDelete of their relation in the Prisma schema';
  return new SocialAuthError('deletion_blocked', { reason, cause });
}
