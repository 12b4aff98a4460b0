/** The structure of a database that a Prisma schema describes, as sorted lines. */
export interface SchemaFacts {
  columns: string[];
  indexes: string[];
  references: string[];
  enums: string[];
}

const TYPES: Record<string, string> = {
  String: 'text',
  Boolean: 'bool',
  Int: 'int4',
  BigInt: 'int8',
  Json: 'jsonb',
  Bytes: 'bytea',
};
const ON_DELETE: Record<string, string> = {
  Cascade: 'c',
  SetNull: 'n',
  Restrict: 'r',
  NoAction: 'a',
};

/**
 * Parses the part of the Prisma schema language that this project uses: models and enums without
 * @@map, one field a line. Other syntax causes a difference from the database.
 */
export function readSchema(text: string): SchemaFacts {
  const blocks = [...text.matchAll(/^(model|enum) (\w+) \{\n([^}]*)\}/gm)].map(
    ([, kind, name = '', body = '']) => ({ kind, name, body: statements(body) }),
  );
  const models = blocks.filter((block) => block.kind === 'model');
  const enums = blocks.filter((block) => block.kind === 'enum');
  const names = new Set(models.map((model) => model.name));
  const enumNames = new Set(enums.map((block) => block.name));
  return {
    columns: each(models, (model, line) => column(model, line, names, enumNames)),
    indexes: each(models, index),
    references: each(models, reference),
    enums: enums.map(({ name, body }) => `${name}: ${body.join(', ')}`).toSorted(),
  };
}

function statements(body: string): string[] {
  const lines = body.split('\n').map((line) => line.replace(/\/\/.*/, '').trim());
  return lines.filter(Boolean);
}

function each(
  models: { name: string; body: string[] }[],
  read: (model: string, line: string) => string | undefined,
): string[] {
  const facts = models.flatMap(({ name, body }) => body.map((line) => read(name, line)));
  return facts.filter((fact) => fact !== undefined).toSorted();
}

function column(
  model: string,
  line: string,
  models: Set<string>,
  enums: Set<string>,
): string | undefined {
  const [, field, type = '', modifier] = /^(\w+)\s+(\w+)(\?|\[\])?/.exec(line) ?? [];
  if (!field || models.has(type)) return undefined;
  const [, native, precision] = /@db\.(\w+)(?:\((\d+)\))?/.exec(line) ?? [];
  const base = native?.toLowerCase() ?? (enums.has(type) ? type : (TYPES[type] ?? `${type}?`));
  const name = modifier === '[]' ? `_${base}` : base;
  const parts = [`${model}.${field}`, name, precision, modifier === '?' ? 'null' : undefined];
  return parts.filter((part) => part !== undefined).join(' ');
}

function index(model: string, line: string): string | undefined {
  const [, kind, fields] = /^@@(id|unique|index)\(\[([^\]]+)\]/.exec(line) ?? [];
  if (kind) return `${kind} ${model}(${fields})`;
  const [, field, key] = /^(\w+)\s.*@(id|unique)\b/.exec(line) ?? [];
  return key && `${key} ${model}(${field})`;
}

function reference(model: string, line: string): string | undefined {
  const [, type, field] = /^\w+\s+(\w+)\??\s+@relation\(fields: \[(\w+)\]/.exec(line) ?? [];
  const [, action = ''] = /onDelete: (\w+)/.exec(line) ?? [];
  return field && `${model}.${field} -> ${type} ${ON_DELETE[action] ?? action}`;
}
