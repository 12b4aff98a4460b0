/** Code of an {@link EmbeddedPostgresError}. */
export type EmbeddedPostgresErrorCode =
  | 'database_in_use'
  | 'embedded_postgres_unavailable'
  | 'embedded_postgres_failed';

/** The embedded PostgreSQL cannot be started. The message contains the fix. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
