import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file that a developer copies. */
const SOCIAL_AUTH = readFileSync(
  join(import.meta.dirname, '../../prisma/social-auth.prisma'),
  'utf8',
);

/** The lines that a developer adds to the user model, for the default names. */
export const RELATIONS = `
  accounts           Account[]
  sessions           Session[]
  authorizationCodes AuthorizationCode[]`;

/** The changes to `social-auth.prisma` that the guide describes. */
export interface SchemaEdits {
  /** The type of user ids. Default: `String @db.Uuid`. */
  userId?: 'String' | 'Int' | 'BigInt';
  /** The name of the id of users. Default: `id`. */
  userIdField?: string;
  /** New names of models. */
  rename?: Record<string, string>;
  /** The PostgreSQL schema of the module's models. */
  schema?: string;
  /** Whether tables and columns have names of their own (snake_case). */
  isMapped?: boolean;
  /** Whether the models refer to the user by its id only, without a relation. */
  isWithoutRelation?: boolean;
}

/** @returns `social-auth.prisma` with the edits of a developer. */
export function socialAuthModels(edits: SchemaEdits): string {
  let text = SOCIAL_AUTH;
  if (edits.isWithoutRelation === true) {
    text = text.replace(/^ +user +User +@relation.*\n/gm, '');
  }
  const { userId, schema } = edits;
  if (userId !== undefined) {
    text = text.replace(
      /^( +(?:userId|actorId) +)String(\??)( +(?:@id )?)@db\.Uuid/gm,
      `$1${userId}$2$3`,
    );
  }
  if (edits.userIdField !== undefined) {
    text = text.replace(/(user +User +@relation.*references: )\[id\]/g, `$1[${edits.userIdField}]`);
  }
  if (schema !== undefined) text = text.replace(/^\}/gm, `\n  @@schema("${schema}")\n}`);
  for (const [name, newName] of Object.entries(edits.rename ?? {})) {
    text = text.replace(new RegExp(`(^model |^ +\\w+ +)${name}\\b`, 'gm'), `$1${newName}`);
  }
  return edits.isMapped === true ? mapNames(text) : text;
}

/** Maps tables and columns to names in snake_case. */
export function mapNames(text: string): string {
  const relations = /@relation|\[\]/;
  return text
    .split('\n')
    .map((line) => {
      const [, field = ''] =
        /^ {2}(\w+) +(?:String|Int|BigInt|Boolean|DateTime|Json)/.exec(line) ?? [];
      return field === '' || relations.test(line) ? line : `${line} @map("${snakeCase(field)}")`;
    })
    .join('\n')
    .replace(/^model (\w+) \{[^}]*/gm, (model, name: string) => {
      return `${model}\n  @@map("tbl_${snakeCase(name)}")\n`;
    });
}

const snakeCase = (name: string) =>
  name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
