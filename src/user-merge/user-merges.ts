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
 * How an administrator or a script merges users.
 *
 * @publicApi
 */
export interface MergeOptions extends AdministrationOptions {
  /** The digest of the preview. The merge fails with `merge_expired` if anything has changed since. */
  readonly digest?: string;
}

/**
 * Merges users, undoes merges, and resolves the ids of users who were merged.
 *
 * Guard your routes: without `requiredRole`, it does not check permissions, and the users do not need to sign in.
 *
 * @throws SocialAuthError `forbidden` when the actor does not have the required role, or `self_lockout` when the actor is one of
 * the users
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
   * Returns the id of the user who has the accounts of a user: that of the surviving user after a merge, over any number of
   * merges, otherwise the same id.
   *
   * @param userId an id from a URL, an email or another system
   */
  async resolve(userId: string): Promise<string> {
    const id = this.transfer.parseId(userId);
    return (id === undefined ? undefined : await this.merges.resolve(id)) ?? userId;
  }

  /**
   * Determines what a merge would change: runs it, and rolls it back.
   *
   * @throws SocialAuthError `user_not_found`, or what the hook `mergeUsers` throws
   */
  async preview(
    absorbedId: string,
    survivorId: string,
    options: AdministrationOptions = {},
  ): Promise<MergePreview> {
    const { pair, required } = this.#authorize({ absorbedId, survivorId }, options);
    return this.mergeUsers.preview(pair, required);
  }

  /**
   * Merges a user into another one.
   *
   * @throws SocialAuthError `user_not_found`, `merge_expired` or `merge_refused`, or what the hook `mergeUsers` throws;
   *   nothing is changed
   */
  async merge(
    absorbedId: string,
    survivorId: string,
    options: MergeOptions = {},
  ): Promise<UserMerge> {
    const { pair, required } = this.#authorize({ absorbedId, survivorId }, options);
    const { digest } = options;
    return this.mergeUsers.run({ ...pair, required, digest, actor: actorOf(options) });
  }

  /**
   * Undoes the merge of a user.
   *
   * @throws SocialAuthError `merge_not_found` or `undo_refused`, or what the hook `undoMerge` throws; nothing is changed
   */
  async undo(absorbedId: string, options: AdministrationOptions = {}): Promise<void> {
    const { pair, required } = this.#authorize({ absorbedId, survivorId: '' }, options);
    await this.undoMerge.run({
      absorbedId: pair.absorbedId,
      required,
      actor: actorOf(options),
    });
  }

  /** Returns the latest merges of a user, at most 100, undone or not. */
  async list(userId: string): Promise<UserMerge[]> {
    const id = this.transfer.parseId(userId);
    return id === undefined ? [] : this.merges.list(id);
  }

  /** Administrators cannot merge themselves, so that they neither lose their role nor get the data of others. */
  #authorize(
    { absorbedId, survivorId }: MergePair,
    { actor, requiredRole }: AdministrationOptions,
  ): { pair: MergePair; required: RequiredRole | undefined } {
    const parse = (id: string) => this.transfer.parseId(id) ?? '';
    const pair = { absorbedId: parse(absorbedId), survivorId: parse(survivorId) };
    if (pair.absorbedId === '' || (survivorId !== '' && pair.survivorId === '')) {
      throw new SocialAuthError('user_not_found', { reason: 'the id of a user is malformed' });
    }
    if (requiredRole === undefined) return { pair, required: undefined };
    const actorId = actor === undefined ? '' : parse(actor.userId);
    if (actorId === '') {
      throw new SocialAuthError('forbidden', { reason: 'the actor is unknown' });
    }
    if (actorId === pair.absorbedId || actorId === pair.survivorId) {
      const reason = 'an administrator cannot merge themselves';
      throw new SocialAuthError('self_lockout', { reason, userId: actorId });
    }
    return { pair, required: { actorId, role: requiredRole } };
  }
}

/** Copies the ids, because a `Principal` has more properties. */
function actorOf({ actor }: AdministrationOptions): EventActor | undefined {
  return actor && { userId: actor.userId, sessionId: actor.sessionId };
}
