import { Inject, Injectable } from '@nestjs/common';
import {
  AuthEvents,
  FeatureDatabase,
  ProviderGrants,
  SocialAuthError,
  UserTransfer,
  type EventActor,
  type LockedUser,
  type RequiredRole,
  type Transaction,
} from '../social-auth/index.js';
import { MergeStore, type UserMerge } from './merge.store.js';
import { RowConflictError, RowMoves } from './relations/row-moves.js';
import { MERGE_OPTIONS, type ResolvedMergeOptions } from './user-merge-options.js';

/** A request to undo a merge, with its conditions. */
export interface UndoRequest {
  /** The user who was merged. */
  readonly absorbedId: string;
  /** The user who must be the surviving user. If undefined, this is not checked. */
  readonly survivorId?: string | undefined;
  /** Who undoes the merge, if this is not the surviving user. */
  readonly actor?: EventActor | undefined;
  /** The role that the actor must have, if any. */
  readonly required?: RequiredRole | undefined;
}

/** Undoes a merge in one transaction. Moves back the accounts and rows that still belong to the surviving user. */
@Injectable()
export class UndoMerge {
  constructor(
    private readonly database: FeatureDatabase,
    private readonly transfer: UserTransfer,
    private readonly merges: MergeStore,
    private readonly rows: RowMoves,
    private readonly grants: ProviderGrants,
    private readonly events: AuthEvents,
    @Inject(MERGE_OPTIONS) private readonly options: ResolvedMergeOptions,
  ) {}

  /**
   * @returns the ids of the sessions that were revoked
   * @throws SocialAuthError `merge_not_found`, `undo_refused` or `self_lockout`, or the error of a hook
   */
  async run(request: UndoRequest): Promise<string[]> {
    const { absorbedId, actor } = request;
    const { merge, sessionIds } = await this.database
      .transaction((transaction) => this.#undo(request, transaction))
      .catch((error: unknown) => {
        throw error instanceof RowConflictError ? refused(error.message, error) : error;
      });
    this.transfer.announce(sessionIds);
    const userId = merge.survivorId;
    this.events.emit('merge_undone', { userId, absorbedId, sessionIds }, actor);
    return sessionIds;
  }

  async #undo(
    { absorbedId, survivorId, required }: UndoRequest,
    transaction: Transaction,
  ): Promise<{ merge: UserMerge; sessionIds: string[] }> {
    const merge = await this.merges.findPending(absorbedId, transaction);
    if (merge === undefined || (survivorId ?? merge.survivorId) !== merge.survivorId) {
      throw notFound();
    }
    if (required?.actorId === merge.survivorId) {
      const reason = 'an administrator cannot undo their own merge';
      throw new SocialAuthError('self_lockout', { reason, userId: required.actorId });
    }
    const accountIds = await this.#lock(merge, transaction, required);
    const move = { accountIds, from: merge.survivorId, to: absorbedId };
    await this.transfer.moveAccounts(move, transaction);
    await this.rows.restore(absorbedId, merge.survivorId, transaction);
    await this.options.undoMerge?.(absorbedId, merge.survivorId, transaction.client as never);
    await this.transfer.cancelDeletion(absorbedId, transaction);
    const sessionIds = await this.transfer.revokeSessionsOf(
      merge.survivorId,
      accountIds,
      transaction,
    );
    await this.merges.markUndone(absorbedId, transaction);
    return { merge, sessionIds };
  }

  /** Locks both users. @returns the ids of the accounts that go back */
  async #lock(
    { absorbedId, survivorId }: UserMerge,
    transaction: Transaction,
    required: RequiredRole | undefined,
  ): Promise<string[]> {
    const users = await this.transfer.lock([absorbedId, survivorId], transaction, required);
    const absorbed = users.find(({ id }) => id === absorbedId);
    const survivor = users.find(({ id }) => id === survivorId);
    // Another request may have undone the merge before this request got the locks.
    const current = await this.merges.findPending(absorbedId, transaction);
    const isCurrent = current?.survivorId === survivorId;
    if (absorbed === undefined || survivor === undefined || !isCurrent) throw notFound();
    const moved = await this.merges.accountsOf(absorbedId, transaction);
    const returning = survivor.accounts.filter(({ id }) => moved.has(id));
    const remaining = survivor.accounts.filter(({ id }) => !moved.has(id));
    if (!this.#canSignIn(returning) || !this.#canSignIn(remaining)) {
      throw refused('one of the users would have no account of a configured provider');
    }
    return returning.map(({ id }) => id);
  }

  #canSignIn(accounts: LockedUser['accounts']): boolean {
    const names = new Set(this.grants.providers.map(({ name }) => name));
    return accounts.some(({ provider }) => names.has(provider));
  }
}

function notFound(): SocialAuthError {
  const reason = 'the user has no merge that can be undone';
  return new SocialAuthError('merge_not_found', { reason });
}

function refused(reason: string, cause?: unknown): SocialAuthError {
  return new SocialAuthError('undo_refused', { reason, cause });
}
