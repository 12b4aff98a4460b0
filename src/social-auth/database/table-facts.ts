import type { Statement } from './database.js';
import type { ModelKey } from './models.js';
import type { Schema } from './schema.js';

/** The key of the table of an optional feature. */
export const FEATURE_KEY = 'feature';

/** A column as PostgreSQL describes it. */
export interface ColumnFacts {
  readonly name: string;
  /** Name of the type, such as `uuid` or `timestamptz`. */
  readonly type: string;
  /** Category of the type: `S` for strings, `E` for enums (`pg_type.typcategory`). */
  readonly category: string;
  readonly isRequired: boolean;
  /** Whether PostgreSQL sets it when an INSERT does not. */
  readonly hasDefault: boolean;
}

/** A foreign key of one column as PostgreSQL describes it. */
export interface ReferenceFacts {
  readonly column: string;
  /** The table that it references, by the key of its model. */
  readonly target: string | null;
  /** The action when the referenced row is deleted (`pg_constraint.confdeltype`). */
  readonly onDelete: string;
}

/** A table as PostgreSQL describes it. */
export interface TableFacts {
  readonly key: ModelKey | 'user' | typeof FEATURE_KEY;
  readonly exists: boolean;
  readonly columns: readonly ColumnFacts[];
  /** The columns of each unique index without a condition, in alphabetical order. */
  readonly uniqueKeys: readonly (readonly string[])[];
  readonly references: readonly ReferenceFacts[];
  /** Names of the triggers that are enabled. */
  readonly triggers: readonly string[];
}

/** Describes tables. $1 is a JSON object: the quoted name of each table by the key of its model. */
export const TABLE_FACTS: Statement = {
  name: 'describe tables',
  isIdempotent: true,
  text: `WITH t AS (SELECT key, to_regclass(value)::oid AS oid FROM jsonb_each_text($1::jsonb))
    SELECT t.key AS "key", t.oid IS NOT NULL AS "exists",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'type', y.typname,
            'category', y.typcategory, 'isRequired', a.attnotnull,
            'hasDefault', a.atthasdef OR a.attidentity <> '')), '[]')
        FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
        WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped) AS "columns",
      (SELECT coalesce(jsonb_agg(
            (SELECT jsonb_agg(a.attname ORDER BY a.attname::text COLLATE "C") FROM pg_attribute a
              WHERE a.attrelid = t.oid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))), '[]')
        FROM pg_index i
        WHERE i.indrelid = t.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
          AND i.indexprs IS NULL) AS "uniqueKeys",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('column', a.attname,
            'target', (SELECT min(other.key) FROM t other WHERE other.oid = c.confrelid),
            'onDelete', c.confdeltype)), '[]')
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.conrelid = t.oid AND c.contype = 'f' AND cardinality(c.conkey) = 1) AS "references",
      (SELECT coalesce(jsonb_agg(g.tgname), '[]') FROM pg_trigger g
        WHERE g.tgrelid = t.oid AND g.tgenabled IN ('O', 'A')) AS "triggers"
    FROM t`,
};

/** @returns the value of $1 of {@link TABLE_FACTS}. */
export function tableNames({ user, ...tables }: Schema): string {
  const names = Object.entries(tables).map(([key, { table }]) => [key, table]);
  return JSON.stringify(Object.fromEntries([...names, ['user', user.names.table]]));
}
