/** Bounds the memory for statement names. An app has fewer statements, unless it builds SQL dynamically. */
const MAX_STATEMENTS = 500;

/** PostgreSQL parses and plans unnamed statements for each execution. */
const UNNAMED = '';

/**
 * Creates the `statementNameGenerator` of `PrismaPg`, which assigns one name to each SQL text.
 *
 * PostgreSQL then parses each statement once per connection. A connection pooler in transaction mode must
 * support prepared statements, as PgBouncer does since 1.21.
 */
export function createStatementNameGenerator(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= MAX_STATEMENTS) return UNNAMED;
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}
