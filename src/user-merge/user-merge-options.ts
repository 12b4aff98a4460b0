import { z } from 'zod';
import { describeIssue } from '../validation/describe-issue.js';
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
 * What a merge does with the rows of a model that refer to the merged user.
 *
 * - `move`: moves the rows to the surviving user. Refuses the merge if moving them violates a unique index.
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
   * A rule for each model with a relation to the user model, such as `{ Post: 'move' }`. A rule can also apply to one
   * field, such as `{ 'Post.reviewerId': 'keep' }`. If a table is not in the Prisma schema, use the name of the table.
   *
   * @throws ConfigurationError at start when a rule is missing, or names no relation to the user model
   */
  readonly models: Readonly<Record<string, MergeRule>>;
  /**
   * How long a merge can be undone, from 1 hour to 90 days. Afterwards, the merged user is deleted. Default: `'7d'`.
   */
  readonly undoWindow?: Duration;
  /**
   * Changes further data of the app in the transaction of the merge. A preview also calls this hook and then rolls the
   * transaction back, so the hook must have no effects outside of the transaction.
   *
   * @throws An error of the hook cancels the merge, and nothing is changed.
   */
  readonly mergeUsers?: (
    absorbedId: string,
    survivorId: string,
    transaction: Client,
  ) => void | Promise<void>;
  /** Reverts what `mergeUsers` has changed, in the transaction that undoes the merge. */
  readonly undoMerge?: (
    absorbedId: string,
    survivorId: string,
    transaction: Client,
  ) => void | Promise<void>;
  /**
   * The names of the models on the pages, by language and model, such as `{ en: { Post: 'Posts' } }`. Default: the name
   * of the model in the Prisma schema.
   */
  readonly labels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * Your texts of the pages, by language. They replace the texts of the module, which has complete texts in English,
   * German and Arabic.
   */
  readonly messages?: Readonly<Record<string, Partial<UserMergeMessages>>>;
  /**
   * Other names of the models of `UserMergeModule` in the Prisma schema of the app. Default: `UserMerge`,
   * `UserMergeRow` and `UserMergeHint`.
   */
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
  const { data, error } = schema.safeParse(options, { error: describeIssue });
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

/** Returns an issue of an option of `UserMergeModule`. */
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
