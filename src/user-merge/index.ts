export { UserMergeModule } from './user-merge.module.js';
export type { MergeRule, UserMergeOptions } from './user-merge-options.js';
export { UserMerges, type MergeOptions } from './user-merges.js';
export type { MergeObstacle, MergePreview } from './merge-preview.js';
export type { RelatedRows } from './relations/row-moves.js';
export type { UserMerge } from './merge.store.js';
export type { MergeModel } from './user-merge-models.js';
export type { UserMergeMessages } from './messages/english.js';
