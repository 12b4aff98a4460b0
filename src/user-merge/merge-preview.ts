import { createHash } from 'node:crypto';
import type { LockedUser } from '../social-auth/index.js';
import type { RelatedRows } from './relations/row-moves.js';

/**
 * Why two users cannot be merged.
 *
 * - `unavailable`: one of the users is disabled or scheduled for deletion.
 * - `refused`: the user who would be merged has rows of a model with the rule `refuse`.
 * - `conflict`: moving the rows of a model would violate a unique index.
 *
 * @publicApi
 */
export type MergeObstacle =
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'refused' | 'conflict'; readonly model: string };

/**
 * What a merge would change.
 *
 * @publicApi
 */
export interface MergePreview {
  /** The user who would be merged. All accounts of this user move. */
  readonly absorbed: LockedUser;
  /** The user who would remain, with profile and roles. */
  readonly survivor: LockedUser;
  /** The number of sessions that would end. */
  readonly sessions: number;
  /** The rows of the user who would be merged, by model. */
  readonly rows: readonly RelatedRows[];
  /** The roles of the merged user that the surviving user does not have. */
  readonly lostRoles: readonly string[];
  /** Why the users cannot be merged. Empty if they can be merged. */
  readonly obstacles: readonly MergeObstacle[];
  /**
   * Identifies the content of this preview. Pass it to `UserMerges.merge()`, so that the merge fails if anything has
   * changed.
   */
  readonly digest: string;
}

/** Creates a preview without `conflict` obstacles, because only moving the rows finds conflicts. */
export function createPreview(
  absorbed: LockedUser,
  survivor: LockedUser,
  sessions: number,
  rows: readonly RelatedRows[],
): MergePreview {
  const lostRoles = absorbed.roles.filter((role) => !survivor.roles.includes(role));
  const unavailable = [absorbed, survivor].some(
    ({ isDisabled, deleteAfter }) => isDisabled || deleteAfter !== null,
  );
  const obstacles: MergeObstacle[] = [
    ...(unavailable ? [{ kind: 'unavailable' } as const] : []),
    ...rows
      .filter(({ rule }) => rule === 'refuse')
      .map(({ model }) => ({ kind: 'refused', model }) as const),
  ];
  const facts = [
    absorbed.id,
    survivor.id,
    absorbed.accounts.map(({ id }) => id).toSorted(),
    survivor.accounts.map(({ id }) => id).toSorted(),
    sessions,
    rows.map(({ model, rule, count }) => [model, rule, count]),
    lostRoles,
  ];
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
  return { absorbed, survivor, sessions, rows, lostRoles, obstacles, digest };
}
