/** More than the statements an app has; what comes after them is made up as it goes, and runs once. */
const MAX_STATEMENTS = 500;

const UNNAMED = '';

/**
 * Names statements by their text, so that PostgreSQL parses and plans each once a connection and not every
 * time.
 *
 * A pooler in transaction mode has to know prepared statements: PgBouncer does since 1.21.
 *
 * @returns the option `statementNameGenerator` of `PrismaPg`
 */
export function preparedStatements(): (query: { sql: string }) => string {
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
