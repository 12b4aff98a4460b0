import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  databaseErrorKind,
  FeatureDatabase,
  type Executor,
  type Statement,
} from '../../social-auth/index.js';
import { MERGE_OPTIONS, type MergeRule, type ResolvedMergeOptions } from '../user-merge-options.js';
import { MERGE_TABLES, type MergeTables } from '../user-merge-models.js';
import type { Relation } from './relation.js';
import { resolveRelations } from './resolve-relations.js';

/**
 * The rows of one model that refer to a user, and the rule that applies to them.
 *
 * @publicApi
 */
export interface RelatedRows {
  /** Name of the model, or of a table that is not in the Prisma schema. */
  readonly model: string;
  readonly rule: MergeRule;
  readonly count: number;
}

/** Moving rows to the surviving user would violate a unique index. */
export class RowConflictError extends Error {
  constructor(
    readonly model: string,
    override readonly cause: unknown,
  ) {
    super(`Moving the rows of ${model} violates a unique index.`);
  }
}

/**
 * Moves the rows of the app from one user to another, and back. Uses one statement per field, for any number of rows.
 */
@Injectable()
export class RowMoves implements OnModuleInit {
  #relations: readonly Relation[] = [];

  constructor(
    private readonly database: FeatureDatabase,
    @Inject(MERGE_TABLES) private readonly tables: MergeTables,
    @Inject(MERGE_OPTIONS) private readonly options: ResolvedMergeOptions,
  ) {}

  /**
   * Finds the relations. Runs in this hook, because all features have then resolved their tables.
   *
   * @throws ConfigurationError when a relation has no rule, or a rule names no relation
   */
  async onModuleInit(): Promise<void> {
    this.#relations = await resolveRelations(this.database, this.options.models);
  }

  /** @returns the number of rows of a user, by model. Models without rows are absent. */
  async count(userId: string, executor: Executor): Promise<RelatedRows[]> {
    if (this.#relations.length === 0) return [];
    const counts = this.#relations.map(
      ({ table, column }, index) =>
        `SELECT ${index} AS "index", count(*)::float8 AS "count" FROM ${table} WHERE ${column} = $1`,
    );
    const text = counts.join('\nUNION ALL ');
    const statement = { name: 'count rows to merge', text };
    const rows = await executor.query<{ index: number; count: number }>(statement, [userId]);
    return combine(
      rows.flatMap(({ index, count }) => {
        const relation = this.#relations[index];
        return relation === undefined || count === 0 ? [] : [{ ...relation, count }];
      }),
    );
  }

  /**
   * Moves the rows with the rule `move`, and records which rows were moved.
   *
   * @throws RowConflictError
   */
  async move(absorbedId: string, survivorId: string, executor: Executor): Promise<void> {
    for (const relation of this.#moved) {
      const values = [absorbedId, survivorId, relation.name];
      await execute(relation, this.#moveStatement(relation), values, executor);
    }
  }

  /**
   * Moves recorded rows back, if they still belong to the surviving user.
   *
   * @throws RowConflictError
   */
  async restore(absorbedId: string, survivorId: string, executor: Executor): Promise<void> {
    // Uses the reverse order, because the key of a row can contain several fields that refer to a user.
    for (const relation of this.#moved.toReversed()) {
      const values = [absorbedId, survivorId, relation.name];
      await execute(relation, this.#restoreStatement(relation), values, executor);
    }
  }

  get #moved(): Relation[] {
    return this.#relations.filter(({ rule }) => rule === 'move');
  }

  /** $1 user who is merged, $2 surviving user, $3 relation. */
  #moveStatement({ table, column, key, name }: Relation): Statement {
    const { UserMergeRow: row } = this.tables;
    const columns = key.map((part) => `t.${part.name}::text`).join(', ');
    return {
      name: `merge ${name}`,
      text: `WITH moved AS (
          UPDATE ${table} t SET ${column} = $2 WHERE t.${column} = $1
          RETURNING jsonb_build_array(${columns})::text AS "key")
        INSERT INTO ${row.table} (${row.absorbedId}, ${row.relation}, ${row.rowKey})
        SELECT $1, $3, moved."key" FROM moved`,
    };
  }

  /** $1 user who was merged, $2 surviving user, $3 relation. */
  #restoreStatement({ table, column, key, name }: Relation): Statement {
    const { UserMergeRow: row } = this.tables;
    const isRow = key.map((part, index) => `t.${part.name} = (m."key"->>${index})::${part.type}`);
    return {
      name: `undo merge ${name}`,
      text: `WITH m AS MATERIALIZED (
          SELECT ${row.rowKey}::jsonb AS "key" FROM ${row.table}
          WHERE ${row.absorbedId} = $1 AND ${row.relation} = $3)
        UPDATE ${table} t SET ${column} = $1 FROM m
        WHERE t.${column} = $2 AND ${isRow.join(' AND ')}`,
    };
  }
}

/** @throws RowConflictError */
async function execute(
  { model }: Relation,
  statement: Statement,
  values: readonly unknown[],
  executor: Executor,
): Promise<void> {
  try {
    await executor.query(statement, values);
  } catch (error) {
    throw databaseErrorKind(error) === 'unique' ? new RowConflictError(model, error) : error;
  }
}

/** Adds up the counts of the fields that belong to the same model and have the same rule. */
function combine(rows: readonly RelatedRows[]): RelatedRows[] {
  const combined = new Map<string, RelatedRows>();
  for (const { model, rule, count } of rows) {
    const key = `${rule} ${model}`;
    combined.set(key, { model, rule, count: (combined.get(key)?.count ?? 0) + count });
  }
  return [...combined.values()];
}
