/** What went wrong with the database, for code that reacts to it; the message is for people. */
export type DatabaseErrorCode =
  | 'database_unreachable'
  | 'database_in_use'
  | 'embedded_postgres_unavailable'
  | 'embedded_postgres_failed'
  | 'migration_edited'
  | 'migration_failed'
  | 'migration_missing'
  | 'migration_locked';

/** An error of the database room; its message is one or two sentences that say what to do. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';

  constructor(
    readonly code: DatabaseErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
