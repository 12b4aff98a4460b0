/** Maximum number of statement names, which limits their memory. Only an app that builds SQL dynamically exceeds it. */
const MAX_STATEMENTS = 500;

/** The name of unnamed statements. PostgreSQL parses and plans these again at each execution. */
const UNNAMED = '';

/**
 * Creates a `statementNameGenerator` for `PrismaPg`, which always returns the same name for the same SQL text.
 *
 * PostgreSQL then parses each statement once per connection. If the app connects through a connection pooler in
 * transaction mode, the pooler must support prepared statements. PgBouncer supports them since version 1.21.
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
