/** Identifies a problem with migrations, for code that reacts to it. */
export type MigrationErrorCode =
  | 'database_unreachable'
  | 'migration_edited'
  | 'migration_failed'
  | 'migration_missing'
  | 'migration_locked';

/** Migrations cannot be read or applied. The message contains the fix. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';

  constructor(
    readonly code: MigrationErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
