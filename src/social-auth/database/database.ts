import { Injectable } from '@nestjs/common';
import { databaseErrorKind, isReadOnlyError } from './database-errors.js';
import { DatabaseUnavailableError, RETRY_AFTER_SECONDS } from './database-unavailable.error.js';
import type {
  InteractiveTransactions,
  IsolationLevel,
  PrismaClientLike,
  TransactionClient,
} from './prisma-client.js';

/**
 * A SQL statement with `$1`, `$2` … for its values.
 *
 * @publicApi
 */
export interface Statement {
  /** Unique for each text, because PostgreSQL keeps the plan under this name. */
  readonly name: string;
  readonly text: string;
  /** Whether the statement can be repeated when the connection was lost before its result arrived. */
  readonly isIdempotent?: boolean;
}

/**
 * The part of a `pg.Pool` that the module uses.
 *
 * @publicApi
 */
export interface StatementPool {
  query(statement: {
    /** Absent if the option `preparedStatements` is `false`. */
    name?: string;
    text: string;
    values: unknown[];
    query_timeout: number;
  }): Promise<{ rows: unknown[] }>;
}

/**
 * Executes statements, in a transaction or each on its own.
 *
 * @publicApi
 */
export interface Executor {
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

/**
 * A transaction in progress.
 *
 * @publicApi
 */
export interface Transaction extends Executor {
  /** The Prisma client of the transaction. */
  readonly client: TransactionClient;
}

/** Maximum number of attempts at a statement or transaction that conflicts with another transaction. */
const MAX_ATTEMPTS = 4;

/**
 * Maximum number of statements that exceeded the time limit and still hold a connection. Above it, new statements are
 * rejected at once.
 */
const MAX_OVERDUE = 50;

/**
 * Executes the module's SQL with a time limit for every wait.
 *
 * If the app passes its `pg.Pool`, statements go through the pool as prepared statements, otherwise through the Prisma
 * client. Deadlocks and serialization failures are retried. An unreachable database becomes a DatabaseUnavailableError.
 */
@Injectable()
export class Database implements Executor {
  #overdue = 0;

  /**
   * @param timeout time limit of a statement, in milliseconds
   * @param usesPreparedStatements whether statements through the pool are prepared
   */
  constructor(
    private readonly prisma: PrismaClientLike,
    private readonly pool: StatementPool | undefined,
    private readonly timeout: number,
    private readonly usesPreparedStatements = true,
  ) {}

  /**
   * Executes one statement.
   *
   * @throws DatabaseUnavailableError when the database does not respond in time or cannot serve
   */
  query<Row>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    const { isIdempotent = false } = statement;
    return this.#attempt(() => this.#send<Row>(statement, values), isIdempotent);
  }

  /**
   * Executes a query of the Prisma client that only reads.
   *
   * @throws DatabaseUnavailableError when the database does not respond in time or cannot serve
   */
  read<T>(query: () => PromiseLike<T>): Promise<T> {
    return this.#attempt(query, true);
  }

  /**
   * Runs `work` in one transaction, and again from the start when it conflicts with another transaction.
   *
   * @param isolationLevel default: `ReadCommitted`. At a stricter level, a statement that has waited for a lock would read
   *   data from before the wait. `ClientDefault` saves a statement if the work does not depend on the level.
   * @throws DatabaseUnavailableError when the database does not respond in time or cannot serve
   */
  transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    isolationLevel: IsolationLevel | 'ClientDefault' = 'ReadCommitted',
  ): Promise<T> {
    return this.#attempt(() =>
      (this.prisma as unknown as InteractiveTransactions).$transaction(
        (client) => work({ client, ...executorOf(client) }),
        {
          ...(isolationLevel !== 'ClientDefault' && { isolationLevel }),
          maxWait: this.timeout,
          timeout: this.timeout,
        },
      ),
    );
  }

  async #attempt<T>(send: () => PromiseLike<T>, isIdempotent = false): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      if (this.#overdue >= MAX_OVERDUE) {
        throw this.#unavailable('too many statements are waiting for the database');
      }
      try {
        return await this.#withTimeout(send());
      } catch (error) {
        if (error instanceof DatabaseUnavailableError) throw error;
        const kind = databaseErrorKind(error);
        if (kind === 'unavailable') {
          // The connection was lost while it was idle, or leads to a server that has become read-only. The pool
          // replaces it, so one more attempt can succeed.
          if (attempt === 1 && (isIdempotent || isReadOnlyError(error))) continue;
          throw this.#unavailable('the database is unavailable', error);
        }
        if (kind !== 'conflict') throw error;
        if (attempt === MAX_ATTEMPTS) {
          throw this.#unavailable(`${attempt} attempts conflicted with other transactions`, error);
        }
        await randomDelay(attempt);
      }
    }
  }

  #send<Row>({ name, text }: Statement, values: readonly unknown[]): PromiseLike<Row[]> {
    if (this.pool === undefined) {
      return this.prisma.$queryRawUnsafe(text, ...values) as PromiseLike<Row[]>;
    }
    return this.pool
      .query({
        ...(this.usesPreparedStatements && { name: `social-auth ${name}` }),
        text,
        values: [...values],
        query_timeout: this.timeout,
      })
      .then(({ rows }) => rows as Row[]);
  }

  /** Rejects after the time limit. The statement may still complete later, and counts as overdue until then. */
  #withTimeout<T>(work: PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let isOverdue = false;
      const timer = setTimeout(() => {
        isOverdue = true;
        this.#overdue += 1;
        reject(this.#unavailable(`the database did not respond within ${this.timeout} ms`));
      }, this.timeout);
      const settle = () => {
        clearTimeout(timer);
        if (isOverdue) this.#overdue -= 1;
      };
      Promise.resolve(work).finally(settle).then(resolve, reject);
    });
  }

  #unavailable(reason: string, cause?: unknown): DatabaseUnavailableError {
    return new DatabaseUnavailableError(reason, RETRY_AFTER_SECONDS, cause);
  }
}

/** Executes statements in the transaction of a Prisma client. */
export function executorOf(client: TransactionClient): Executor {
  return {
    query: async <Row>({ text }: Statement, values: readonly unknown[] = []) =>
      (await client.$queryRawUnsafe(text, ...values)) as Row[],
  };
}

function randomDelay(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
}
