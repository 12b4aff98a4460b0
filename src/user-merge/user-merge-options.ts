import { z } from 'zod';
import {
  ConfigurationError,
  type ConfigurationIssue,
  type Duration,
} from '../social-auth/index.js';
import { parseDuration } from '../time/duration.js';
import type { UserMergeMessages } from './messages/english.js';
import { MergeLocalizations } from './messages/merge-localizations.js';
import type { MergeModel } from './user-merge-models.js';

/**
 * The treatment of the rows that refer to the user who is merged.
 *
 * - `move`: moves the rows to the surviving user. Refuses the merge if that violates a unique index.
 * - `keep`: leaves the rows with the merged user, and deletes them together with that user.
 * - `refuse`: refuses the merge if there are such rows.
 *
 * @publicApi
 */
export type MergeRule = 'move' | 'keep' | 'refuse';

/**
 * Options of `UserMergeModule.forRoot()`.
 *
 * @typeParam Client the app's Prisma client within a transaction (`Prisma.TransactionClient`)
 * @publicApi
 */
export interface UserMergeOptions<Client = never> {
  /**
   * The rule of each model with a relation to the user model, such as `{ Post: 'move' }`, or of one of its fields, such as
   * `{ 'Post.reviewerId': 'keep' }`. For a table that is not in the Prisma schema, use the name of the table.
   *
   * @throws ConfigurationError at start when a rule is missing, or names no relation to the user model
   */
  readonly models: Readonly<Record<string, MergeRule>>;
  /** How long a merge can be undone: 1 hour to 90 days. The user who was merged is deleted afterwards. Default: `'7d'`. */
  readonly undoWindow?: Duration;
  /**
   * Changes further data of the app, in the transaction of the merge. Also called for a preview, whose transaction is
   * rolled back: it must have no effects outside of the transaction.
   *
   * @throws an error of the hook cancels the merge; nothing is changed
   */
  readonly mergeUsers?: (
    absorbedId: string,
    survivorId: string,
    transaction: Client,
  ) => void | Promise<void>;
  /** Reverts the changes of `mergeUsers`, in the transaction that undoes the merge. */
  readonly undoMerge?: (
    absorbedId: string,
    survivorId: string,
    transaction: Client,
  ) => void | Promise<void>;
  /** The names of the models on the pages, by language: `{ en: { Post: 'Posts' } }`. Default: the name of the model. */
  readonly labels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Texts of the pages by language, which replace those of the module. English, German and Arabic are complete. */
  readonly messages?: Readonly<Record<string, Partial<UserMergeMessages>>>;
  /** The names of the module's models in the app's Prisma schema. Default: their own. */
  readonly modelNames?: { readonly [M in MergeModel]?: string };
}

/** The validated options. */
export interface ResolvedMergeOptions extends Required<
  Pick<UserMergeOptions, 'models' | 'labels' | 'modelNames'>
> {
  /** In milliseconds. */
  readonly undoWindow: number;
  readonly mergeUsers: UserMergeOptions['mergeUsers'];
  readonly undoMerge: UserMergeOptions['undoMerge'];
  readonly localizations: MergeLocalizations;
}

/** Injection token of the {@link ResolvedMergeOptions}. */
export const MERGE_OPTIONS = Symbol('nestjs-social-auth user merge options');

const HOUR_MS = 60 * 60 * 1000;

const object = <T>() =>
  z.custom<T>((value) => typeof value === 'object' && value !== null, 'must be an object');

const hook = <T>() => z.custom<T>((value) => typeof value === 'function', 'must be a function');

const schema = z.strictObject({
  models: z.record(
    z.string(),
    z.enum(['move', 'keep', 'refuse'], "must be 'move', 'keep' or 'refuse'"),
    'must be an object with the rule of each model',
  ),
  undoWindow: z
    .custom<Duration>((value) => isUndoWindow(value), 'must be a duration from 1 hour to 90 days')
    .default('7d'),
  mergeUsers: hook<UserMergeOptions['mergeUsers']>().optional(),
  undoMerge: hook<UserMergeOptions['undoMerge']>().optional(),
  labels: object<NonNullable<UserMergeOptions['labels']>>().default({}),
  messages: object<NonNullable<UserMergeOptions['messages']>>().default({}),
  modelNames: object<NonNullable<UserMergeOptions['modelNames']>>().default({}),
});

/**
 * Validates the options.
 *
 * @throws ConfigurationError that lists each issue
 */
export function resolveMergeOptions(options: UserMergeOptions): ResolvedMergeOptions {
  const { data, error } = schema.safeParse(options);
  if (data === undefined) {
    throw new ConfigurationError(
      (error?.issues ?? []).map(({ path, message }) => mergeIssue(path.join('.'), message)),
    );
  }
  const { messages, undoWindow, mergeUsers, undoMerge, ...rest } = data;
  return Object.freeze({
    ...rest,
    mergeUsers,
    undoMerge,
    undoWindow: parseDuration(undoWindow),
    localizations: new MergeLocalizations(messages),
  });
}

/** Returns an issue of an option of the module. */
export function mergeIssue(option: string, problem: string, fix?: string): ConfigurationIssue {
  return { option: `UserMergeModule ${option}`.trim(), problem, ...(fix !== undefined && { fix }) };
}

function isUndoWindow(value: unknown): boolean {
  try {
    const milliseconds = parseDuration(value as Duration);
    return milliseconds >= HOUR_MS && milliseconds <= 90 * 24 * HOUR_MS;
  } catch {
    return false;
  }
}
