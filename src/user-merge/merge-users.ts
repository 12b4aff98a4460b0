import { Inject, Injectable } from '@nestjs/common';
import {
  AuthEvents,
  FeatureDatabase,
  SocialAuthError,
  UserTransfer,
  type EventActor,
  type RequiredRole,
  type Transaction,
} from '../social-auth/index.js';
import { createPreview, type MergePreview } from './merge-preview.js';
import { MergeStore, type UserMerge } from './merge.store.js';
import { RowConflictError, RowMoves } from './relations/row-moves.js';
import { MERGE_OPTIONS, type ResolvedMergeOptions } from './user-merge-options.js';

/** The users of a merge. */
export interface MergePair {
  /** The user who is merged. */
  readonly absorbedId: string;
  /** The user who remains. */
  readonly survivorId: string;
}

/** A merge, with its conditions. */
export interface MergeRequest extends MergePair {
  /** The digest of the preview that was confirmed. If undefined, the merge does not compare previews. */
  readonly digest?: string | undefined;
  /** Who merges the users, if this is not one of the users. */
  readonly actor?: EventActor | undefined;
  readonly required?: RequiredRole | undefined;
  /** Checks further conditions in the transaction. Throws if a condition is not met. */
  readonly check?: (preview: MergePreview, transaction: Transaction) => Promise<void>;
}

/** Merges two users in one transaction. Can also preview what a merge would change. */
@Injectable()
export class MergeUsers {
  constructor(
    private readonly database: FeatureDatabase,
    private readonly transfer: UserTransfer,
    private readonly merges: MergeStore,
    private readonly rows: RowMoves,
    private readonly events: AuthEvents,
    @Inject(MERGE_OPTIONS) private readonly options: ResolvedMergeOptions,
  ) {}

  /**
   * Determines what a merge would change. Runs the merge and rolls it back, because only this finds conflicts.
   *
   * @throws SocialAuthError `user_not_found`
   */
  async preview(pair: MergePair, required?: RequiredRole): Promise<MergePreview> {
    let preview: MergePreview | undefined;
    try {
      await this.database.transaction(async (transaction) => {
        preview = await this.#plan(pair, transaction, required);
        if (preview.obstacles.length === 0) await this.#move(preview, transaction);
        throw new Rollback();
      });
    } catch (error) {
      if (preview !== undefined && error instanceof Rollback) return preview;
      if (preview === undefined || !(error instanceof RowConflictError)) throw error;
      return { ...preview, obstacles: [{ kind: 'conflict', model: error.model }] };
    }
    throw new Error('The transaction of the preview was not rolled back.');
  }

  /**
   * @throws SocialAuthError `merge_expired` when the preview is stale, `merge_refused`, or the error of `check` or of a
   *   hook
   */
  async run(request: MergeRequest): Promise<UserMerge> {
    const { absorbedId, survivorId: userId, actor } = request;
    const { merge, sessionIds } = await this.database
      .transaction((transaction) => this.#merge(request, transaction))
      .catch((error: unknown) => {
        throw error instanceof RowConflictError ? refused(error.message, error) : error;
      });
    this.transfer.announce(sessionIds);
    this.events.emit('users_merged', { userId, absorbedId, sessionIds }, actor);
    return merge;
  }

  async #merge(
    request: MergeRequest,
    transaction: Transaction,
  ): Promise<{ merge: UserMerge; sessionIds: string[] }> {
    const { absorbedId, survivorId, digest, required, check } = request;
    const preview = await this.#plan(request, transaction, required);
    await check?.(preview, transaction);
    if (digest !== undefined && preview.digest !== digest) {
      throw expired('the users or their data have changed since the preview');
    }
    assertPossible(preview);
    const { undoWindow } = this.options;
    const merge = await this.merges.create(absorbedId, survivorId, undoWindow, transaction);
    await this.#move(preview, transaction);
    const sessionIds = await this.transfer.scheduleDeletion(
      absorbedId,
      merge.undoUntil,
      transaction,
    );
    return { merge, sessionIds };
  }

  /** Locks the users, and determines what the merge would change, except conflicts. */
  async #plan(
    { absorbedId, survivorId }: MergePair,
    transaction: Transaction,
    required: RequiredRole | undefined,
  ): Promise<MergePreview> {
    if (absorbedId === survivorId) throw refused('both are the same user');
    const users = await this.transfer.lock([absorbedId, survivorId], transaction, required);
    const [absorbed, survivor] = [absorbedId, survivorId].map((id) =>
      users.find((user) => user.id === id),
    );
    if (absorbed === undefined || survivor === undefined) {
      throw new SocialAuthError('user_not_found', { reason: 'one of the users does not exist' });
    }
    const sessions = await this.transfer.countSessions(absorbedId, transaction);
    const rows = await this.rows.count(absorbedId, transaction);
    return createPreview(absorbed, survivor, sessions, rows);
  }

  async #move({ absorbed, survivor }: MergePreview, transaction: Transaction): Promise<void> {
    const [from, to] = [absorbed.id, survivor.id];
    const accountIds = absorbed.accounts.map(({ id }) => id);
    await this.transfer.moveAccounts({ accountIds, from, to }, transaction);
    await this.merges.recordAccounts(from, accountIds, transaction);
    await this.rows.move(from, to, transaction);
    await this.options.mergeUsers?.(from, to, transaction.client as never);
  }
}

/** Thrown to roll back the transaction of a preview. */
class Rollback extends Error {}

/** @throws SocialAuthError `merge_refused` */
function assertPossible({ obstacles }: MergePreview): void {
  const [first] = obstacles;
  if (first === undefined) return;
  throw first.kind === 'unavailable'
    ? refused('one of the users is disabled or scheduled for deletion')
    : refused(`the user who would be merged has rows of ${first.model}, whose rule is refuse`);
}

function refused(reason: string, cause?: unknown): SocialAuthError {
  return new SocialAuthError('merge_refused', { reason, cause });
}

/** Returns the error for a stale preview. */
export function expired(reason: string): SocialAuthError {
  return new SocialAuthError('merge_expired', { reason });
}
