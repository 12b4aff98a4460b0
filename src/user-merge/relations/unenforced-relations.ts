import type { ConfigurationIssue, FeatureDatabase } from '../../social-auth/index.js';
import { mergeIssue, type MergeRule } from '../user-merge-options.js';
import { FOREIGN_KEY_COUNTS, type ForeignKeyCount, type ReferenceFacts } from './relation-facts.js';

/**
 * Finds relations to the user model that are in the Prisma schema and that no foreign key enforces (`relationMode =
 * "prisma"`). At run time, the Prisma client does not contain the columns of these relations, so the rule must name the
 * field.
 *
 * @param models the quoted table of each model
 */
export async function findUnenforcedRelations(
  database: FeatureDatabase,
  models: ReadonlyMap<string, string>,
  facts: readonly ReferenceFacts[],
  rules: Readonly<Record<string, MergeRule>>,
): Promise<ConfigurationIssue[]> {
  const { names } = database.tables.user;
  const own = new Set(database.ownTables);
  const counts = await database.query<ForeignKeyCount>(FOREIGN_KEY_COUNTS, [
    names.table,
    JSON.stringify(Object.fromEntries(models)),
  ]);
  const joinTables = new Set(facts.map(({ tableName }) => tableName));
  return [...relationsByModel(database)].flatMap(([model, relations]) => {
    if (own.has(models.get(model) ?? '')) return [];
    const expected = [...relations].filter((name) => !joinTables.has(`_${name}`)).length;
    const enforced = counts.find((each) => each.model === model)?.count ?? 0;
    const isNamed = Object.keys(rules).some((rule) => rule.startsWith(`${model}.`));
    if (expected <= enforced || isNamed) return [];
    const problem = `cannot find the field of ${model} that refers to a user, because the database has no foreign key for it`;
    const fix = `Name the field in its rule, such as { '${model}.userId': 'move' }.`;
    return [mergeIssue('models', problem, fix)];
  });
}

/** Returns the names of the relations between the user model and each other model. */
function relationsByModel({ models, tables }: FeatureDatabase): Map<string, Set<string>> {
  const relations = new Map<string, Set<string>>();
  for (const { kind, type, relationName } of models[tables.user.names.model]?.fields ?? []) {
    if (kind !== 'object' || typeof relationName !== 'string') continue;
    relations.set(type, (relations.get(type) ?? new Set()).add(relationName));
  }
  return relations;
}
