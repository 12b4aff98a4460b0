import { describe, expect, it } from 'vitest';
import { Batcher } from '../../src/social-auth/database/batcher.js';
import { DatabaseUnavailableError } from '../../src/social-auth/database/database-unavailable.error.js';

/** A database that executes a statement when the test says so. */
class ManualDatabase {
  readonly sent: string[][] = [];
  readonly #pending: { resolve: () => void; reject: (error: Error) => void }[] = [];

  execute(items: readonly string[]): Promise<void> {
    this.sent.push([...items]);
    return new Promise((resolve, reject) => this.#pending.push({ resolve, reject }));
  }

  /** Completes the oldest statement. */
  async complete(error?: Error): Promise<void> {
    const pending = this.#pending.shift();
    if (error === undefined) pending?.resolve();
    else pending?.reject(error);
    await new Promise(setImmediate);
  }
}

function createBatcher(omitted: readonly string[] = []) {
  const database = new ManualDatabase();
  const batcher = new Batcher<string, string>({
    async one(item) {
      await database.execute([item]);
      return `${item} alone`;
    },
    async many(items) {
      await database.execute(items);
      return items.map((item) => (omitted.includes(item) ? undefined : `${item} together`));
    },
  });
  return { database, batcher };
}

describe('Batcher', () => {
  it('sends an item at once when no statement is in flight', async () => {
    const { database, batcher } = createBatcher();
    const result = batcher.run('a');
    expect(database.sent).toEqual([['a']]);
    await database.complete();
    expect(await result).toBe('a alone');
  });

  it('combines the items that arrive while a statement is in flight', async () => {
    const { database, batcher } = createBatcher();
    const results = Promise.all(['a', 'b', 'c', 'd'].map((item) => batcher.run(item)));
    expect(database.sent).toEqual([['a']]);
    await database.complete();
    expect(database.sent).toEqual([['a'], ['b', 'c', 'd']]);
    await database.complete();
    expect(await results).toEqual(['a alone', 'b together', 'c together', 'd together']);
  });

  it('sends the waiting items after 10 ms when a statement is slow', async () => {
    const { database, batcher } = createBatcher();
    void batcher.run('slow');
    const results = Promise.all([batcher.run('a'), batcher.run('b')]);
    await expect.poll(() => database.sent, { interval: 2 }).toEqual([['slow'], ['a', 'b']]);
    await database.complete();
    await database.complete();
    expect(await results).toEqual(['a together', 'b together']);
  });

  it('executes an item without a result alone, and delivers the others without waiting for it', async () => {
    const { database, batcher } = createBatcher(['locked']);
    void batcher.run('first');
    const locked = batcher.run('locked');
    const other = batcher.run('other');
    await database.complete();
    await database.complete();
    expect(await other).toBe('other together');
    expect(database.sent).toEqual([['first'], ['locked', 'other'], ['locked']]);
    await database.complete();
    expect(await locked).toBe('locked alone');
  });

  it('executes each item alone when their statement fails', async () => {
    const { database, batcher } = createBatcher();
    void batcher.run('first');
    const good = batcher.run('good');
    const bad = batcher.run('bad');
    await database.complete();
    await database.complete(new Error('a trigger of the app rejects one of the rows'));
    expect(database.sent.slice(2)).toEqual([['good'], ['bad']]);
    await database.complete();
    const rejection = expect(bad).rejects.toThrow('rejects this row');
    await database.complete(new Error('a trigger of the app rejects this row'));
    expect(await good).toBe('good alone');
    await rejection;
  });

  it('does not repeat the statement for each item while the database is unavailable', async () => {
    const { database, batcher } = createBatcher();
    void batcher.run('first');
    const results = Promise.allSettled([batcher.run('a'), batcher.run('b')]);
    await database.complete();
    await database.complete(new DatabaseUnavailableError('the database is unavailable', 5));
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(database.sent).toHaveLength(2);
  });

  it('puts at most 64 items into a statement', async () => {
    const { database, batcher } = createBatcher();
    const items = Array.from({ length: 131 }, (_, index) => `item ${index}`);
    const results = Promise.all(items.map((item) => batcher.run(item)));
    while (database.sent.flat().length < items.length) await database.complete();
    expect(database.sent.map(({ length }) => length)).toEqual([1, 64, 64, 2]);
    for (const _ of database.sent) await database.complete();
    expect(await results).toHaveLength(131);
  });
});
