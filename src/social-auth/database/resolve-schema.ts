import { ConfigurationError, type ConfigurationIssue } from '../core/errors.js';
import {
  isUserReference,
  MODELS,
  typeOf,
  withUserIdType,
  type ModelDefinition,
  type ModelKey,
  type ModelNames,
  type UserFieldNames,
} from './models.js';
import { runtimeModels, type PrismaClientLike, type RuntimeModel } from './prisma-client.js';
import { resolveUserModel } from './resolve-user-model.js';
import { quote, toTable, type Schema, type Table, type UserModel } from './schema.js';

/** The file that defines the module's models, for error messages. */
const SCHEMA_FILE = 'node_modules/nestjs-social-auth/prisma/social-auth.prisma';

/** The client does not contain native types, so it is unknown whether the ids of users are UUIDs. */
const NATIVE_TYPE = ' (with the native type of the id of your user model)';

/**
 * Resolves the names of tables and columns from the data model of the app's Prisma client.
 *
 * @throws ConfigurationError when the client lacks a model or a field that the module needs, or has it with another type
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
  const user = resolveUserModel(models, names.user ?? 'User', userFields, issues);
  const tables = (Object.keys(MODELS) as ModelKey[]).map((key) => {
    const name = names[key] ?? MODELS[key].name;
    const source = { file: SCHEMA_FILE, option: `models.${key}` };
    return [key, resolveTable(models[name], MODELS[key], name, user, issues, source)] as const;
  });
  if (issues.length > 0) throw new ConfigurationError(issues);
  return Object.freeze({ ...Object.fromEntries(tables), user }) as unknown as Schema;
}

/** Where a model comes from, for error messages: the file that defines it, and the option that renames it. */
export interface ModelSource {
  readonly file: string;
  readonly option: string;
}

/**
 * Resolves the names of a table of the module.
 *
 * @param issues receives an issue for each field that is missing or has another type
 * @returns undefined when the model does not exist
 */
export function resolveTable(
  model: RuntimeModel | undefined,
  definition: ModelDefinition,
  name: string,
  user: UserModel | undefined,
  issues: ConfigurationIssue[],
  { file, option }: ModelSource,
): Table<string> | undefined {
  if (model === undefined) {
    issues.push({
      option: 'prisma',
      problem: `has no model ${name}`,
      fix: `Add the models of ${file} to your schema and generate the client (npx prisma generate), or set ${option} to the name of yours.`,
    });
    return undefined;
  }
  const fields = Object.entries(definition.fields);
  const missing = fields.filter(([field]) => !hasField(model, field)).map(([field]) => field);
  if (missing.length > fields.length / 2) {
    const problem = `has a model ${name} without ${missing.join(', ')}, so it seems to be another model than that of the module`;
    const copy = file.slice(file.lastIndexOf('/') + 1);
    const fix = `Rename the model of the module in your copy of ${copy}, and set ${option} to its new name.`;
    issues.push({ option: 'prisma', problem, fix });
    return undefined;
  }
  for (const [field] of fields) {
    const issue = checkField(model, definition, name, field, user);
    if (issue !== undefined) issues.push(issue);
  }
  const columns = model.fields
    .filter(({ kind }) => kind !== 'object')
    .map((field) => [field.name, quote(field.dbName ?? field.name)]);
  return toTable(Object.fromEntries(columns) as Record<string, string>, model, name);
}

function checkField(
  model: RuntimeModel,
  definition: ModelDefinition,
  name: string,
  field: string,
  user: UserModel | undefined,
): ConfigurationIssue | undefined {
  const line = definition.fields[field] ?? '';
  const isReference = isUserReference(field, definition);
  const expected = isReference ? ofUserId(line, user) : line;
  const note = isReference && expected === line ? NATIVE_TYPE : '';
  const found = model.fields.find((each) => each.name === field);
  if (found === undefined) {
    const fix = `Add this line to it and create a migration: ${field} ${expected}${note}`;
    return { option: 'prisma', problem: `has a model ${name} without ${field}`, fix };
  }
  const isEnum = field === 'mode' && found.kind === 'enum';
  if (isEnum || found.type === typeOf(expected)) return undefined;
  const problem = `has a field ${name}.${field} of type ${found.type} instead of ${typeOf(expected)}`;
  return { option: 'prisma', problem, fix: `Define it as: ${field} ${expected}${note}` };
}

const hasField = (model: RuntimeModel, name: string) =>
  model.fields.some((field) => field.name === name);

/** The definition of a reference to a user, with the type of the app's user ids. */
function ofUserId(definition: string, user: UserModel | undefined): string {
  const type = user?.types.id;
  return type === undefined || type === 'String' ? definition : withUserIdType(definition, type);
}
