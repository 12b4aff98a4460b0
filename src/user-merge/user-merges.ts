import { Injectable } from '@nestjs/common';
import {
  SocialAuthError,
  UserTransfer,
  type AdministrationOptions,
  type EventActor,
  type RequiredRole,
} from '../social-auth/index.js';
import { MergeStore, type UserMerge } from './merge.store.js';
import type { MergePreview } from './merge-preview.js';
import { MergeUsers, type MergePair } from './merge-users.js';
import { UndoMerge } from './undo-merge.js';

/**
 * Options of a merge by an administrator or a script.
 *
 * @publicApi
 */
export interface MergeOptions extends AdministrationOptions {
  /** The digest of a preview. If anything has changed since this preview, the merge fails with `merge_expired`. */
  readonly digest?: string;
}

/**
 * Merges users, undoes merges, and resolves the ids of users who were merged.
 *
 * Guard your routes. Without `requiredRole`, these methods do not check permissions, and the merged users do not have
 * to prove anything.
 *
 * @throws SocialAuthError `forbidden` when the actor does not have the required role, or `self_lockout` when the actor
 *   is one of the users
 * @publicApi
 * @example
 * ```ts
 * const preview = await this.merges.preview(duplicateId, userId);
 * if (preview.obstacles.length === 0) {
 *   await this.merges.merge(duplicateId, userId, { digest: preview.digest });
 * }
 * ```
 */
@Injectable()
export class UserMerges {
  constructor(
    private readonly transfer: UserTransfer,
    private readonly merges: MergeStore,
    private readonly mergeUsers: MergeUsers,
    private readonly undoMerge: UndoMerge,
  ) {}

  /**
   * Returns the current id of a user. If the user was merged, this is the id of the surviving user after one or more
   * merges. Otherwise it is the same id.
   *
   * @param userId an id from a URL, an email or another system
   */
  async resolve(userId: string): Promise<string> {
    const id = this.transfer.parseId(userId);
    return (id === undefined ? undefined : await this.merges.resolve(id)) ?? userId;
  }

  /**
   * Determines what a merge would change. Runs the merge and rolls it back.
   *
   * @throws SocialAuthError `user_not_found`, or the error of the hook `mergeUsers`
   */
  async preview(
    absorbedId: string,
    survivorId: string,
    options: AdministrationOptions = {},
  ): Promise<MergePreview> {
    const pair = this.#parsePair(absorbedId, survivorId);
    return this.mergeUsers.preview(pair, this.#authorize(Object.values(pair), options));
  }

  /**
   * Merges a user into another one.
   *
   * @throws SocialAuthError `user_not_found`, `merge_expired` or `merge_refused`, or the error of the hook
   *   `mergeUsers`. After an error, nothing is changed.
   */
  async merge(
    absorbedId: string,
    survivorId: string,
    options: MergeOptions = {},
  ): Promise<UserMerge> {
    const pair = this.#parsePair(absorbedId, survivorId);
    const required = this.#authorize(Object.values(pair), options);
    const { digest } = options;
    return this.mergeUsers.run({ ...pair, required, digest, actor: actorOf(options) });
  }

  /**
   * Undoes the merge of a user.
   *
   * @throws SocialAuthError `merge_not_found` or `undo_refused`, or the error of the hook `undoMerge`. After an error,
   *   nothing is changed.
   */
  async undo(absorbedId: string, options: AdministrationOptions = {}): Promise<void> {
    const id = this.#parse(absorbedId);
    const required = this.#authorize([id], options);
    await this.undoMerge.run({ absorbedId: id, required, actor: actorOf(options) });
  }

  /** Returns the latest merges of a user, including merges that were undone. Returns at most 100. */
  async list(userId: string): Promise<UserMerge[]> {
    const id = this.transfer.parseId(userId);
    return id === undefined ? [] : this.merges.list(id);
  }

  #parsePair(absorbedId: string, survivorId: string): MergePair {
    return { absorbedId: this.#parse(absorbedId), survivorId: this.#parse(survivorId) };
  }

  /** @throws SocialAuthError `user_not_found` */
  #parse(userId: string): string {
    const id = this.transfer.parseId(userId);
    if (id !== undefined) return id;
    throw new SocialAuthError('user_not_found', { reason: 'the id of a user is malformed' });
  }

  /**
   * Checks the actor. Administrators cannot merge themselves, because they could lose their role or get the data of
   * other users.
   */
  #authorize(
    userIds: readonly string[],
    { actor, requiredRole }: AdministrationOptions,
  ): RequiredRole | undefined {
    if (requiredRole === undefined) return undefined;
    const actorId = actor && this.transfer.parseId(actor.userId);
    if (actorId === undefined) {
      throw new SocialAuthError('forbidden', { reason: 'the actor is unknown' });
    }
    if (userIds.includes(actorId)) {
      const reason = 'an administrator cannot merge themselves';
      throw new SocialAuthError('self_lockout', { reason, userId: actorId });
    }
    return { actorId, role: requiredRole };
  }
}

/** Copies the ids, because a `Principal` has more properties. */
function actorOf({ actor }: AdministrationOptions): EventActor | undefined {
  return actor && { userId: actor.userId, sessionId: actor.sessionId };
}
