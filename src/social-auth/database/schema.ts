import { ConfigurationError, type ConfigurationIssue } from '../core/errors.js';
import {
  MODELS,
  USER_FIELDS,
  type ModelField,
  type ModelKey,
  type ModelNames,
  type UserField,
  type UserFieldNames,
} from './models.js';
import { runtimeModels, type PrismaClientLike, type RuntimeModel } from './prisma-client.js';

/** Quoted names for SQL: those of the columns, and that of the table. */
export type Table<Column extends string> = { readonly [C in Column | 'table']: string };

/** The app's user model: its table, and which of the optional fields it has. */
export interface UserModel {
  /** Name of the model in the Prisma schema. */
  readonly model: string;
  readonly names: Table<UserField>;
  /** Field names in the Prisma schema, by the module's names. Fields that the model does not have are absent. */
  readonly fields: { readonly id: string } & { readonly [F in UserField]?: string };
  /** Prisma's type of each field, such as `Int` or `DateTime`. */
  readonly types: { readonly [F in UserField]?: string };
}

/** Tables and columns as they are named in the app's database. */
export type Schema = { readonly [K in ModelKey]: Table<ModelField<K> & string> } & {
  readonly user: UserModel;
};

/** Injection token of the {@link Schema}. */
export const SCHEMA = Symbol('nestjs-social-auth schema');

/** Where the definitions of the module's models are. */
const SCHEMA_FILE = 'node_modules/nestjs-social-auth/prisma/social-auth.prisma';

/**
 * Resolves the names of tables and columns from the data model of the app's Prisma client.
 *
 * @throws ConfigurationError when the client lacks a model or a field that the module needs
 */
export function resolveSchema(
  prisma: PrismaClientLike,
  names: ModelNames = {},
  userFields: UserFieldNames = {},
): Schema {
  const models = runtimeModels(prisma);
  if (models === undefined) {
    const problem = 'is not a Prisma client';
    throw new ConfigurationError([
      { option: 'prisma', problem, fix: 'Pass an instance of your generated PrismaClient.' },
    ]);
  }
  const issues: ConfigurationIssue[] = [];
  const keys = Object.keys(MODELS) as ModelKey[];
  const tables = keys.map((key) => [key, ownTable(models, key, names[key], issues)] as const);
  const user = userModel(models, names.user ?? 'User', userFields, issues);
  if (issues.length > 0) throw new ConfigurationError(issues);
  return Object.freeze({ ...Object.fromEntries(tables), user }) as unknown as Schema;
}

function ownTable(
  models: Readonly<Record<string, RuntimeModel>>,
  key: ModelKey,
  name: string = MODELS[key].name,
  issues: ConfigurationIssue[],
): Table<string> | undefined {
  const model = models[name];
  if (model === undefined) {
    issues.push({
      option: 'prisma',
      problem: `has no model ${name}`,
      fix: `Add the models of ${SCHEMA_FILE} to your schema, or set models.${key} to the name of yours.`,
    });
    return undefined;
  }
  for (const [field, definition] of Object.entries(MODELS[key].fields)) {
    const found = model.fields.find((each) => each.name === field);
    const type = /^\w+/.exec(definition)?.[0];
    if (found === undefined) {
      const fix = `Add this line to it and create a migration: ${field} ${definition}`;
      issues.push({ option: 'prisma', problem: `has a model ${name} without ${field}`, fix });
    } else if (!isCompatible(field, found.type, type)) {
      const fix = `Define it as: ${field} ${definition}`;
      const problem = `has a field ${name}.${field} of type ${found.type} instead of ${type}`;
      issues.push({ option: 'prisma', problem, fix });
    }
  }
  return toTable(model, name);
}

/** User ids have the type of the app's own user model, and enums are as good as strings. */
function isCompatible(field: string, type: string, expected: string | undefined): boolean {
  if (field === 'userId') return ['String', 'Int', 'BigInt'].includes(type);
  return type === expected || (field === 'mode' && type === 'SessionMode');
}

function userModel(
  models: Readonly<Record<string, RuntimeModel>>,
  name: string,
  configured: UserFieldNames,
  issues: ConfigurationIssue[],
): UserModel | undefined {
  const model = models[name];
  if (model === undefined) {
    const fix = 'Set models.user to the name of your user model.';
    issues.push({ option: 'prisma', problem: `has no model ${name}`, fix });
    return undefined;
  }
  const fields: Partial<Record<UserField, string>> = {};
  const types: Partial<Record<UserField, string>> = {};
  const columns: Record<string, string> = {};
  for (const field of USER_FIELDS) {
    const wanted = configured[field];
    if (wanted === false) continue;
    const found = model.fields.find((each) => each.name === (wanted ?? field));
    if (found !== undefined) {
      fields[field] = found.name;
      types[field] = found.type;
      columns[field] = quote(found.dbName ?? found.name);
    } else if (wanted !== undefined || field === 'id') {
      issues.push({
        option: `userFields.${field}`,
        problem: `names the field "${wanted ?? field}", which the model ${name} does not have`,
        fix:
          field === 'id'
            ? 'Set it to the id field of your user model.'
            : 'Correct it, or set it to false.',
      });
    }
  }
  return {
    model: name,
    fields: { ...fields, id: fields.id ?? 'id' },
    types,
    names: withTable(columns, model, name),
  };
}

function toTable(model: RuntimeModel, name: string): Table<string> {
  const columns = model.fields.map((field) => [field.name, quote(field.dbName ?? field.name)]);
  return withTable(Object.fromEntries(columns) as Record<string, string>, model, name);
}

function withTable<C extends string>(
  columns: Record<string, string>,
  { dbName, schema }: RuntimeModel,
  name: string,
): Table<C> {
  const quoted = quote(dbName ?? name);
  const table = schema ? `${quote(schema)}.${quoted}` : quoted;
  return { ...columns, table } as Table<C>;
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
