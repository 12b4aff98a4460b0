import { Inject, Injectable } from '@nestjs/common';
import { ConfigurationError, type ConfigurationIssue } from '../core/errors.js';
import { PRISMA } from '../core/options.js';
import { checkFeatureTable } from './check-tables.js';
import {
  Database,
  executorOf,
  type Executor,
  type Statement,
  type Transaction,
} from './database.js';
import type { ModelDefinition } from './models.js';
import {
  runtimeModels,
  type PrismaClientLike,
  type RuntimeModel,
  type TransactionClient,
} from './prisma-client.js';
import { resolveTable, type ModelSource } from './resolve-schema.js';
import { SCHEMA, type Schema, type Table } from './schema.js';
import { isEnabled } from './sql.js';
import { FEATURE_KEY, TABLE_FACTS, type TableFacts } from './table-facts.js';

/**
 * The model of an optional feature, and its name in the app's Prisma schema.
 *
 * @publicApi
 */
export interface FeatureModel extends ModelDefinition, ModelSource {
  /** The name of the model in the app's Prisma schema. Default: the name that the feature documents. */
  readonly configuredName?: string | undefined;
}

/**
 * The database of the app, for the stores of optional features: statements with a time limit, and names of tables and
 * columns as in the app's Prisma schema.
 *
 * @publicApi
 */
@Injectable()
export class FeatureDatabase implements Executor {
  readonly #featureTables: string[] = [];

  constructor(
    private readonly database: Database,
    @Inject(PRISMA) private readonly prisma: PrismaClientLike,
    @Inject(SCHEMA) private readonly schema: Schema,
  ) {}

  /** The quoted names of the tables and columns of the module. */
  get tables(): Schema {
    return this.schema;
  }

  /** The quoted names of the tables of the module and of its features, except the table of the users. */
  get ownTables(): readonly string[] {
    const { user: _, ...own } = this.schema;
    return [...Object.values(own).map(({ table }): string => table), ...this.#featureTables];
  }

  /** The models of the app's Prisma schema, by name. */
  get models(): Readonly<Record<string, RuntimeModel>> {
    return runtimeModels(this.prisma) ?? {};
  }

  /** Returns a SQL condition: whether the user of a row may sign in. */
  isEnabled(alias: string): string {
    return isEnabled(this.schema, alias);
  }

  /**
   * Executes one statement.
   *
   * @throws DatabaseUnavailableError when the database does not respond in time or cannot serve
   */
  query<Row>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return this.database.query<Row>(statement, values);
  }

  /**
   * Runs `work` in one transaction, and again from the start when it conflicts with another transaction.
   *
   * @throws DatabaseUnavailableError when the database does not respond in time or cannot serve
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(work);
  }

  /** Executes statements in the transaction of a Prisma client, such as the client that a hook receives. */
  within(client: TransactionClient): Executor {
    return executorOf(client);
  }

  /**
   * Resolves the names of the feature's table, and verifies its columns and unique indexes.
   *
   * @throws ConfigurationError when the client lacks the model or a field, or the database has another table
   */
  async resolveTable<Column extends string>(model: FeatureModel): Promise<Table<Column>> {
    const name = model.configuredName ?? model.name;
    const issues: ConfigurationIssue[] = [];
    const runtime = runtimeModels(this.prisma)?.[name];
    const table = resolveTable(runtime, model, name, this.schema.user, issues, model);
    if (table === undefined || issues.length > 0) throw new ConfigurationError(issues);
    const names = { [FEATURE_KEY]: table.table, user: this.schema.user.names.table };
    const rows = await this.query<TableFacts>(TABLE_FACTS, [JSON.stringify(names)]);
    const differences = checkFeatureTable(this.schema, table, model, rows);
    if (differences.length > 0) throw new ConfigurationError(differences);
    this.#featureTables.push(String(table.table));
    return table as Table<Column>;
  }
}
