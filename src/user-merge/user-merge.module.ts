import { Module, type DynamicModule } from '@nestjs/common';
import {
  ConfigurationError,
  FeatureControllers,
  FeatureDatabase,
  Features,
  UserDataHookRegistry,
  type TransactionClient,
} from '../social-auth/index.js';
import { MergeController } from './merge.controller.js';
import { MergeHint } from './merge-hint.js';
import { MergePresentation } from './merge-presentation.js';
import { MergeSections } from './merge-sections.js';
import { MergeStore } from './merge.store.js';
import { MergeUsers } from './merge-users.js';
import { UserMutex } from './user-mutex.js';
import { PreviewTokens } from './preview-tokens.js';
import { SelfServiceMerge } from './self-service-merge.js';
import { RowMoves } from './relations/row-moves.js';
import { UndoMerge } from './undo-merge.js';
import { UserMerges } from './user-merges.js';
import { MERGE_MODELS, MERGE_TABLES, mergeModel, type MergeTables } from './user-merge-models.js';
import {
  MERGE_OPTIONS,
  mergeIssue,
  resolveMergeOptions,
  type ResolvedMergeOptions,
  type UserMergeOptions,
} from './user-merge-options.js';

/**
 * Lets people combine two users of their own, with a preview and an undo. Also lets administrators merge users.
 *
 * Import it once, after `SocialAuthModule`. The module is global. It requires that `userFields` of `SocialAuthModule`
 * names the field `deleteAfter`.
 *
 * @throws ConfigurationError at start when an option is invalid, a relation to the user model has no rule, or the
 *   Prisma schema or the database lacks a model, the field or an index
 * @publicApi
 * @example
 * ```ts
 * @Module({
 *   imports: [
 *     SocialAuthModule.forRoot({ userFields: { deleteAfter: 'deleteAfter' }, … }),
 *     UserMergeModule.forRoot({ models: { Post: 'move', Preferences: 'keep', Subscription: 'refuse' } }),
 *   ],
 * })
 * export class AppModule {}
 * ```
 */
@Module({})
export class UserMergeModule {
  /** @typeParam Client the app's Prisma client within a transaction (`Prisma.TransactionClient`) */
  static forRoot<Client = never>(options: UserMergeOptions<Client>): DynamicModule {
    const resolved = resolveMergeOptions(options);
    const controllers = new FeatureControllers(MergeController);
    return {
      module: UserMergeModule,
      global: true,
      controllers: controllers.types,
      providers: [
        { provide: FeatureControllers, useValue: controllers },
        { provide: MERGE_OPTIONS, useValue: resolved },
        {
          provide: MERGE_TABLES,
          inject: [FeatureDatabase, MERGE_OPTIONS],
          useFactory: resolveTables,
        },
        MergeStore,
        RowMoves,
        MergeUsers,
        UndoMerge,
        UserMerges,
        UserMutex,
        PreviewTokens,
        SelfServiceMerge,
        MergeHint,
        MergeSections,
        MergePresentation,
      ],
      exports: [UserMerges, MergePresentation],
    };
  }

  constructor(
    features: Features,
    controllers: FeatureControllers,
    sections: MergeSections,
    hooks: UserDataHookRegistry,
    merges: MergeStore,
    database: FeatureDatabase,
  ) {
    features.add(
      {
        accountTakenPage: 'GET /auth/account/merge/preview',
        accountSections: (userId, localization) => sections.list(userId, localization),
        accountHint: (owner, localization) => sections.findHint(owner, localization),
      },
      controllers,
    );
    hooks.add({
      exportUser: async (userId, tx: TransactionClient) => {
        return { merges: await merges.list(userId, database.within(tx)) };
      },
      deleteUser: (userId, tx: TransactionClient) => {
        return merges.deleteUser(userId, database.within(tx));
      },
    });
  }
}

async function resolveTables(
  database: FeatureDatabase,
  { modelNames }: ResolvedMergeOptions,
): Promise<MergeTables> {
  requireDeleteAfter(database);
  const tables = [];
  for (const name of MERGE_MODELS) {
    tables.push([name, await database.resolveTable(mergeModel(name, modelNames[name]))]);
  }
  return Object.fromEntries(tables) as MergeTables;
}

/** @throws ConfigurationError when the deletion of a user cannot be scheduled */
function requireDeleteAfter({ tables: { user } }: FeatureDatabase): void {
  if (user.fields.deleteAfter !== undefined) return;
  const problem = `requires a field for the time after which a user is deleted`;
  const fix = `Add these lines to the model ${user.names.model} and create a migration: deleteAfter DateTime? @db.Timestamptz(3) and @@index([deleteAfter]). Then set userFields: { deleteAfter: 'deleteAfter' } of SocialAuthModule.`;
  throw new ConfigurationError([mergeIssue('', problem, fix)]);
}
