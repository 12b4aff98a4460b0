import type { MergeRule } from '../user-merge-options.js';
import type { KeyColumn } from './relation-facts.js';

/** A field of a model that refers to a user, with the rule for its rows. */
export interface Relation {
  /** Model and field, such as `Post.authorId`. */
  readonly name: string;
  /** Name of the model, or of a table that is not in the Prisma schema. */
  readonly model: string;
  readonly rule: MergeRule;
  /** The quoted name of the table. */
  readonly table: string;
  /** The quoted name of the column. */
  readonly column: string;
  readonly key: readonly KeyColumn[];
}

/** Returns a name as a quoted SQL identifier. */
export const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
