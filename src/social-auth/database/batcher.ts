import { DatabaseUnavailableError } from './database-unavailable.error.js';

/** Maximum number of items in one statement, so that no statement holds locks for long. */
export const MAX_BATCH_SIZE = 64;

/** Time after which waiting items are sent although a statement is in flight, in milliseconds. */
export const MAX_WAIT_MS = 10;

/** The statements of a {@link Batcher}. */
export interface BatchStatements<Item, Result> {
  /** Executes the statement of one item. */
  one(item: Item): Promise<Result>;
  /**
   * Executes one statement for several items, of which some may be equal.
   *
   * @returns a result for each item, in the same order; undefined for an item that needs a statement of its own
   */
  many(items: readonly Item[]): Promise<readonly (Result | undefined)[]>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result | Promise<Result>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Combines items that arrive while a statement is in flight into the next statement.
 *
 * An item that arrives alone is sent at once. Under load, the number of statements follows the response time of the
 * database instead of the number of requests.
 */
export class Batcher<Item, Result> {
  #inFlight = 0;
  #waiting: Waiting<Item, Result>[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly statements: BatchStatements<Item, Result>) {}

  /** @throws the error of the statement that contained the item */
  run(item: Item): Promise<Result> {
    if (this.#inFlight === 0) return this.#track(this.statements.one(item));
    this.#timer ??= setTimeout(() => this.#sendWaiting(), MAX_WAIT_MS);
    return new Promise((resolve, reject) => this.#waiting.push({ item, resolve, reject }));
  }

  #sendWaiting(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH_SIZE);
      void this.#track(this.#send(batch));
    }
  }

  async #send(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    try {
      const results =
        batch.length === 1
          ? [await this.statements.one(first.item)]
          : await this.#executeMany(batch.map(({ item }) => item));
      // The statements of single items are not awaited here, because one of them may wait for a lock.
      for (const [index, { item, resolve }] of batch.entries()) {
        const result = results[index];
        resolve(result === undefined ? this.statements.one(item) : result);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  /**
   * If the statement fails for a reason that may concern one item only, returns no results, so that each item gets its own
   * statement.
   */
  async #executeMany(items: readonly Item[]): Promise<readonly (Result | undefined)[]> {
    try {
      return await this.statements.many(items);
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) throw error;
      return [];
    }
  }

  async #track<T>(statement: Promise<T>): Promise<T> {
    this.#inFlight += 1;
    try {
      return await statement;
    } finally {
      this.#inFlight -= 1;
      if (this.#inFlight === 0) this.#sendWaiting();
    }
  }
}
