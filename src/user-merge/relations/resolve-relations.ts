import {
  ConfigurationError,
  type ConfigurationIssue,
  type FeatureDatabase,
  type RuntimeModel,
} from '../../social-auth/index.js';
import { mergeIssue, type MergeRule } from '../user-merge-options.js';
import { findUnenforcedRelations } from './unenforced-relations.js';
import { quote, type Relation } from './relation.js';
import { REFERENCES, type ReferenceFacts } from './relation-facts.js';

type Rules = Readonly<Record<string, MergeRule>>;

/**
 * Finds every relation to the user model, except relations of `SocialAuthModule` and its features. Uses the foreign
 * keys of the database, and for relations without a foreign key the Prisma schema.
 *
 * @throws ConfigurationError when a relation has no rule, or a rule names no relation
 */
export async function resolveRelations(
  database: FeatureDatabase,
  rules: Rules,
): Promise<readonly Relation[]> {
  const { user } = database.tables;
  const models = new Map(
    Object.entries(database.models).map(([name, model]) => [name, tableOf(name, model)]),
  );
  const fields = configuredFields(database.models, rules);
  const facts = await database.query<ReferenceFacts>(REFERENCES, [
    user.names.table,
    user.names.id.slice(1, -1).replaceAll('""', '"'),
    JSON.stringify(Object.fromEntries(models)),
    JSON.stringify(database.ownTables),
    JSON.stringify(fields),
  ]);
  const found = facts.map((fact) => describe(fact, database.models));
  const issues = [
    ...found.flatMap((reference) => checkRule(reference, rules)),
    ...unknownRules(rules, found),
    ...(await findUnenforcedRelations(database, models, facts, rules)),
  ];
  if (issues.length > 0) throw new ConfigurationError(issues);
  return found.map(({ model, name, fact }) => ({
    name,
    model,
    rule: ruleOf({ model, name }, rules) ?? 'refuse',
    table: fact.table,
    column: quote(fact.column),
    key: fact.key ?? [],
  }));
}

interface Reference {
  readonly model: string;
  readonly name: string;
  readonly fact: ReferenceFacts;
}

function describe(fact: ReferenceFacts, models: Readonly<Record<string, RuntimeModel>>): Reference {
  const model = fact.model ?? fact.tableName;
  const fields = models[fact.model ?? '']?.fields ?? [];
  const field = fields.find(
    ({ kind, name, dbName }) => kind !== 'object' && (dbName ?? name) === fact.column,
  );
  return { model, name: `${model}.${field?.name ?? fact.column}`, fact };
}

const ruleOf = ({ model, name }: Pick<Reference, 'model' | 'name'>, rules: Rules) =>
  Object.hasOwn(rules, name) ? rules[name] : Object.hasOwn(rules, model) ? rules[model] : undefined;

function checkRule(reference: Reference, rules: Rules): ConfigurationIssue[] {
  const { model, name, fact } = reference;
  const rule = ruleOf(reference, rules);
  if (rule === undefined) {
    const problem = `has no rule for ${model}, whose field ${name} refers to a user`;
    const fix = `Add one of these rules: { ${property(model)}: 'move' }, 'keep' or 'refuse'.`;
    return [mergeIssue('models', problem, fix)];
  }
  if (rule !== 'move' || fact.key !== null) return [];
  const problem = `has the rule 'move' for ${model}, whose table has no primary key, so a merge could not be undone`;
  return [mergeIssue('models', problem, "Add a primary key, or use 'keep' or 'refuse'.")];
}

function unknownRules(rules: Rules, found: readonly Reference[]): ConfigurationIssue[] {
  const names = new Set(found.flatMap(({ model, name }) => [model, name]));
  return Object.keys(rules)
    .filter((name) => !names.has(name))
    .map((name) =>
      mergeIssue(
        'models',
        `has a rule for ${name}, which is not a model with a relation to the user model`,
        names.size === 0 ? 'Remove it.' : `Remove it. Models with one: ${[...names].join(', ')}.`,
      ),
    );
}

/**
 * Returns the columns of the fields that rules name, such as `Post.authorId`. These include relations without a foreign
 * key.
 */
function configuredFields(models: Readonly<Record<string, RuntimeModel>>, rules: Rules) {
  return Object.keys(rules).flatMap((rule) => {
    const [name = '', fieldName] = rule.split('.');
    const model = Object.hasOwn(models, name) ? models[name] : undefined;
    const field = model?.fields.find((each) => each.kind === 'scalar' && each.name === fieldName);
    if (model === undefined || field === undefined) return [];
    return [{ table: tableOf(name, model), column: field.dbName ?? field.name }];
  });
}

function tableOf(name: string, { dbName, schema }: RuntimeModel): string {
  return `${schema ? `${quote(schema)}.` : ''}${quote(dbName ?? name)}`;
}

const property = (name: string) => (/^\w+$/.test(name) ? name : `'${name}'`);
