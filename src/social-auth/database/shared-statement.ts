import { Batcher } from './batcher.js';
import type { Database, Statement } from './database.js';

/** The two forms of a {@link SharedStatement}. Each returns at most one row for an item. */
export interface StatementForms<Item> {
  /** For one item: `$1`, `$2` … are its values, followed by the common ones. */
  readonly one: Statement;
  /**
   * For several items: `$1`, `$2` … are arrays with a value of each item, followed by the common values. Each row contains
   * the position of its item as `position`, which starts at 1.
   */
  readonly many: Statement;
  /**
   * Whether `many` may omit the row of an item, because another transaction has locked the row or the item occurs twice.
   * Such an item then gets its own statement.
   */
  readonly omitsRows: boolean;
  readonly values: (item: Item) => readonly unknown[];
  readonly common?: readonly unknown[];
}

/** A statement that concurrent calls share, see {@link Batcher}. */
export class SharedStatement<Item, Row extends object> {
  readonly #batcher = new Batcher<Item, Row | null>({
    one: (item) => this.#executeOne(item),
    many: (items) => this.#executeMany(items),
  });

  constructor(
    private readonly database: Database,
    private readonly forms: StatementForms<Item>,
  ) {}

  /**
   * Executes the statement for an item, together with the items of other waiting calls.
   *
   * @returns the row of the item, or null when there is none
   * @throws DatabaseUnavailableError when the database does not respond in time or cannot serve
   */
  run(item: Item): Promise<Row | null> {
    return this.#batcher.run(item);
  }

  async #executeOne(item: Item): Promise<Row | null> {
    const { one, values, common = [] } = this.forms;
    const [row] = await this.database.query<Row>(one, [...values(item), ...common]);
    return row ?? null;
  }

  async #executeMany(items: readonly Item[]): Promise<readonly (Row | null | undefined)[]> {
    const { many, values, common = [], omitsRows } = this.forms;
    const rows = await this.database.query<Row & { readonly position: number }>(many, [
      ...transpose(items.map(values)),
      ...common,
    ]);
    const byPosition = new Map(rows.map((row) => [row.position, row]));
    const missing = omitsRows ? undefined : null;
    return items.map((_, index) => byPosition.get(index + 1) ?? missing);
  }
}

function transpose([first = [], ...others]: readonly (readonly unknown[])[]): unknown[][] {
  return first.map((value, column) => [value, ...others.map((values) => values[column])]);
}
