/** Identifies a problem with the embedded PostgreSQL, for code that reacts to it. */
export type EmbeddedPostgresErrorCode =
  'database_in_use' | 'embedded_postgres_unavailable' | 'embedded_postgres_failed';

/** The embedded PostgreSQL cannot be started. The message says what to do. */
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
