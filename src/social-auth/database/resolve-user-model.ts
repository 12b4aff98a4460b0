import type { ConfigurationIssue } from '../core/errors.js';
import { USER_FIELDS, type UserField, type UserFieldNames } from './models.js';
import type { RuntimeField, RuntimeModel } from './prisma-client.js';
import { quote, toTable, type UserModel } from './schema.js';

/** Prisma's types that each field of the user model can have. An enum is accepted where a string is. */
const TYPES: { readonly [F in UserField]: readonly string[] } = {
  id: ['String', 'Int', 'BigInt'],
  name: ['String'],
  email: ['String'],
  emailVerified: ['Boolean', 'DateTime'],
  picture: ['String'],
  roles: ['String'],
  disabledAt: ['DateTime'],
  deleteAfter: ['DateTime'],
};

/**
 * Resolves the names of the app's user model.
 *
 * @param issues receives an issue for each field that is missing or has a type that the module cannot use
 * @returns undefined when the model does not exist
 */
export function resolveUserModel(
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
    const issue = check(name, field, wanted, found);
    if (issue !== undefined) issues.push(issue);
    if (found === undefined) continue;
    fields[field] = found.name;
    types[field] = found.type;
    columns[field] = quote(found.dbName ?? found.name);
  }
  const names = toTable<UserField>(columns, model, name);
  const idType = types.id === 'Int' || types.id === 'BigInt' ? 'integer' : 'text';
  return { fields: { ...fields, id: fields.id ?? 'id' }, types, names, idType };
}

function check(
  model: string,
  field: UserField,
  wanted: string | undefined,
  found: RuntimeField | undefined,
): ConfigurationIssue | undefined {
  const option = `userFields.${field}`;
  const others = field === 'id' ? '' : ', or to false';
  if (found === undefined) {
    if (wanted === undefined && field !== 'id') return undefined;
    const problem = `is the field "${wanted ?? field}", which the model ${model} does not have`;
    return { option, problem, fix: `Set it to the name of a field${others}.` };
  }
  const isEnum = found.kind === 'enum' && field === 'roles';
  if (isEnum || (found.kind === 'scalar' && TYPES[field].includes(found.type))) return undefined;
  const expected = TYPES[field].join(' or ');
  const problem = `is the field ${model}.${found.name} of type ${found.type} instead of ${expected}`;
  return { option, problem, fix: `Set it to the name of another field${others}.` };
}
