/** As much of a `pg.Pool` as is needed. */
export interface StatementPool {
  query(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>;
}

/** As much of a Prisma client as is needed. */
interface RawQueries {
  $queryRawUnsafe<Result>(text: string, ...values: unknown[]): Promise<Result>;
}

/**
 * Runs the few statements that every login and every refresh ask: through Prisma, or straight through the
 * pool beneath it where the app gives that, which saves what Prisma costs and a plan each time.
 *
 * Only stores have statements; both ways answer the same.
 */
export class PreparedStatements {
  constructor(
    private readonly prisma: RawQueries,
    private readonly pool: StatementPool | undefined,
  ) {}

  /**
   * @param name one for each text: PostgreSQL keeps its plan under it
   * @param text with `$1`, `$2` … for the values
   * @throws what the database throws, with a `code`
   */
  async query<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
    if (this.pool === undefined) return this.prisma.$queryRawUnsafe<Row[]>(text, ...values);
    const statement = { name: `social-auth ${name}`, text, values: [...values] };
    try {
      return (await this.pool.query(statement)).rows as Row[];
    } catch (error) {
      throw withCode(error);
    }
  }
}

/** What the driver says in words alone is about the connection; Prisma's adapter has a code for that. */
function withCode(error: unknown): unknown {
  if (!(error instanceof Error) || 'code' in error) return error;
  const message = 'the connection to the database has failed';
  return Object.assign(new Error(message, { cause: error }), { code: 'ConnectionClosed' });
}
