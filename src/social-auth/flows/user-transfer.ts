import { Injectable } from '@nestjs/common';
import { SocialAuthError } from '../core/errors.js';
import type { AccountMove } from '../core/user-data-hooks.js';
import type { Transaction } from '../database/database.js';
import { RevocationFeed } from '../revocation/revocation-feed.js';
import { AuthorizationCodeStore } from '../sessions/authorization-code.store.js';
import { SessionStore } from '../sessions/session.store.js';
import type { RequiredRole } from '../users/user.js';
import { UserStore } from '../users/user.store.js';
import { UserTransferStore, type LockedUser } from '../users/user-transfer.store.js';
import { UserDataHookRegistry } from './user-data-hook-registry.js';

/**
 * Moves accounts from one user to another within the transaction of a feature.
 *
 * @publicApi
 */
@Injectable()
export class UserTransfer {
  constructor(
    private readonly users: UserStore,
    private readonly transfers: UserTransferStore,
    private readonly sessions: SessionStore,
    private readonly codes: AuthorizationCodeStore,
    private readonly hooks: UserDataHookRegistry,
    private readonly feed: RevocationFeed,
  ) {}

  /**
   * Returns the id of a user in the notation of the database.
   *
   * @param text untrusted input
   * @returns undefined when no user can have the id
   */
  parseId(text: string): string | undefined {
    return this.users.parseId(text);
  }

  /**
   * Locks two users and their accounts until the end of the transaction, so that no login, link, unlink or deletion changes
   * them.
   *
   * @param required the role that an actor must have
   * @returns the users that exist
   * @throws SocialAuthError `forbidden`
   */
  async lock(
    userIds: readonly [string, string],
    transaction: Transaction,
    required?: RequiredRole,
  ): Promise<LockedUser[]> {
    const locked = await this.transfers.lock(userIds, required, transaction);
    if (locked !== undefined) return locked;
    const reason = 'the actor is disabled or does not have the required role';
    throw new SocialAuthError('forbidden', { reason });
  }

  /** Returns the number of active sessions of a user. */
  countSessions(userId: string, transaction: Transaction): Promise<number> {
    return this.sessions.countActive(userId, transaction);
  }

  /**
   * Moves accounts of locked users, and the rows of other features that belong to the accounts.
   *
   * @returns the number of accounts that moved
   */
  async moveAccounts(move: AccountMove, transaction: Transaction): Promise<number> {
    const moved = await this.transfers.move(move, transaction);
    await this.hooks.moveAccounts(move, transaction);
    return moved;
  }

  /**
   * Schedules the deletion of a locked user whose accounts have moved, and revokes all sessions and codes of this user.
   *
   * @param deleteAfter the time after which the user is deleted
   * @returns the ids of the revoked sessions, for {@link announce}
   */
  async scheduleDeletion(
    userId: string,
    deleteAfter: Date,
    transaction: Transaction,
  ): Promise<string[]> {
    await this.transfers.setDeleteAfter(userId, deleteAfter, transaction);
    await this.codes.revoke(userId, transaction);
    return this.sessions.revoke(userId, { all: true }, 'users_merged', transaction);
  }

  /** Cancels the deletion of a locked user. */
  async cancelDeletion(userId: string, transaction: Transaction): Promise<void> {
    await this.transfers.setDeleteAfter(userId, undefined, transaction);
  }

  /**
   * Revokes the sessions of a user that were created with accounts that move back to another user.
   *
   * @returns their ids, for {@link announce}
   */
  revokeSessionsOf(
    userId: string,
    accountIds: readonly string[],
    transaction: Transaction,
  ): Promise<string[]> {
    return this.sessions.revoke(userId, { accountIds }, 'merge_undone', transaction);
  }

  /** Rejects the tokens of revoked sessions on this instance at once. Call it after the transaction. */
  announce(sessionIds: readonly string[]): void {
    if (sessionIds.length > 0) this.feed.announce(sessionIds);
  }
}
