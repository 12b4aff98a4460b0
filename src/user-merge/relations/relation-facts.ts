import type { Statement } from '../../social-auth/index.js';

/** A column of a key, with its quoted name. */
export interface KeyColumn {
  readonly name: string;
  readonly type: string;
}

/** A column that refers to users, as the catalog of PostgreSQL describes it. */
export interface ReferenceFacts {
  /** The model of the table in the Prisma schema. */
  readonly model: string | null;
  /** The quoted name of the table, with its schema. */
  readonly table: string;
  readonly tableName: string;
  readonly column: string;
  /**
   * The columns of the primary key. Without a primary key, the columns of another unique index. Null if there is
   * neither.
   */
  readonly key: readonly KeyColumn[] | null;
}

/** The number of foreign keys between a model and the user model, in both directions. */
export interface ForeignKeyCount {
  readonly model: string;
  readonly count: number;
}

/**
 * Finds the columns that refer to the column $2 (the id) of the user table $1. These are the columns of foreign keys
 * and the columns in the JSON array $5. Omits the tables in the JSON array $4. $3 is a JSON object with the quoted
 * table of each model.
 */
export const REFERENCES: Statement = {
  name: 'describe references to users',
  isIdempotent: true,
  text: `WITH models AS (SELECT key AS model, to_regclass(value)::oid AS oid FROM jsonb_each_text($3::jsonb)),
      own AS (SELECT to_regclass(value)::oid AS oid FROM jsonb_array_elements_text($4::jsonb)),
      refs AS (
        SELECT c.conrelid AS oid, pair.attnum FROM pg_constraint c
        CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS pair(attnum, target)
        JOIN pg_attribute id ON id.attrelid = c.confrelid AND id.attnum = pair.target
        WHERE c.contype = 'f' AND c.conparentid = 0 AND c.confrelid = to_regclass($1)::oid AND id.attname = $2
        UNION
        SELECT a.attrelid, a.attnum FROM jsonb_array_elements($5::jsonb) AS field
        JOIN pg_attribute a ON a.attrelid = to_regclass(field->>'table')::oid AND a.attname = field->>'column')
    SELECT m.model AS "model", quote_ident(n.nspname) || '.' || quote_ident(t.relname) AS "table",
      t.relname AS "tableName", a.attname AS "column",
      (SELECT jsonb_agg(jsonb_build_object('name', quote_ident(k.attname), 'type', format_type(k.atttypid, k.atttypmod))
          ORDER BY part.position)
        FROM (SELECT i.indkey FROM pg_index i
          WHERE i.indrelid = t.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
            AND NOT EXISTS (SELECT FROM pg_attribute x
              WHERE x.attrelid = t.oid AND x.attnum = ANY (i.indkey) AND NOT x.attnotnull)
          ORDER BY i.indisprimary DESC, i.indexrelid LIMIT 1) AS best
        CROSS JOIN LATERAL unnest(best.indkey::int2[]) WITH ORDINALITY AS part(attnum, position)
        JOIN pg_attribute k ON k.attrelid = t.oid AND k.attnum = part.attnum) AS "key"
    FROM refs JOIN pg_class t ON t.oid = refs.oid JOIN pg_namespace n ON n.oid = t.relnamespace
    JOIN pg_attribute a ON a.attrelid = refs.oid AND a.attnum = refs.attnum
    LEFT JOIN models m ON m.oid = refs.oid
    WHERE NOT EXISTS (SELECT FROM own WHERE own.oid = refs.oid)
    ORDER BY 2, a.attnum`,
};

/**
 * Counts the foreign keys between the user table $1 and each model. $2 is a JSON object with the quoted table of each
 * model.
 */
export const FOREIGN_KEY_COUNTS: Statement = {
  name: 'count foreign keys of users',
  isIdempotent: true,
  text: `SELECT m.key AS "model", count(*)::int AS "count"
    FROM jsonb_each_text($2::jsonb) m JOIN pg_constraint c ON c.contype = 'f' AND c.conparentid = 0
      AND ((c.conrelid = to_regclass(m.value)::oid AND c.confrelid = to_regclass($1)::oid)
        OR (c.confrelid = to_regclass(m.value)::oid AND c.conrelid = to_regclass($1)::oid))
    GROUP BY m.key`,
};
