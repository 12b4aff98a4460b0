import type { FeatureModel, Table } from '../social-auth/index.js';

const FILE = 'node_modules/nestjs-social-auth/prisma/social-auth-user-merge.prisma';

/** The models of `UserMergeModule`, with their fields as defined in `prisma/social-auth-user-merge.prisma`. */
const MODELS = {
  UserMerge: {
    fields: {
      absorbedId: 'String @id @db.Uuid',
      survivorId: 'String @db.Uuid',
      mergedAt: 'DateTime @db.Timestamptz(3)',
      undoUntil: 'DateTime @db.Timestamptz(3)',
      undoneAt: 'DateTime? @db.Timestamptz(3)',
    },
    userReferences: ['absorbedId', 'survivorId'],
  },
  UserMergeRow: {
    fields: {
      absorbedId: 'String @db.Uuid',
      relation: 'String',
      rowKey: 'String',
    },
    userReferences: ['absorbedId'],
    unique: ['absorbedId', 'relation', 'rowKey'],
  },
  UserMergeHint: {
    fields: {
      userId: 'String @id @db.Uuid',
      dismissedAt: 'DateTime @db.Timestamptz(3)',
    },
  },
} as const;

/**
 * The default name of a model of `UserMergeModule`.
 *
 * @publicApi
 */
export type MergeModel = keyof typeof MODELS;

/** The quoted names of the tables of `UserMergeModule` and of their columns. */
export type MergeTables = {
  readonly [M in MergeModel]: Table<keyof (typeof MODELS)[M]['fields'] & string>;
};

/** Injection token of the {@link MergeTables}. */
export const MERGE_TABLES = Symbol('nestjs-social-auth user merge tables');

/** The default names of all models of `UserMergeModule`. */
export const MERGE_MODELS = Object.keys(MODELS) as MergeModel[];

/** @param configuredName the name of the model in the app's Prisma schema */
export function mergeModel(name: MergeModel, configuredName: string | undefined): FeatureModel {
  const option = `UserMergeModule.forRoot({ modelNames: { ${name} } })`;
  return { ...MODELS[name], name, file: FILE, option, configuredName };
}
