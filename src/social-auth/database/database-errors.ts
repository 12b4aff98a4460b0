/** How the module reacts to an error of the database. */
export type DatabaseErrorKind =
  /** The database cannot be reached or cannot serve now: 503 with `Retry-After`. */
  | 'unavailable'
  /** A conflict with another transaction. The statement can be repeated. */
  | 'conflict'
  /** A unique constraint was violated. */
  | 'unique'
  /** A defect of a statement: 500. */
  | 'other';

/**
 * SQLSTATE codes and classes (PostgreSQL manual, appendix A), error codes of Prisma, of its driver adapters and of
 * Node's sockets. The first pattern that matches decides.
 */
const KINDS: readonly (readonly [RegExp, DatabaseErrorKind])[] = [
  // 23505 unique_violation; P2002: Prisma's name for it.
  [/^(23505|P2002|UniqueConstraintViolation)$/, 'unique'],
  // 40001 serialization_failure, 40P01 deadlock_detected; P2034: Prisma's name for both.
  [/^(40001|40P01|P2034|TransactionWriteConflict)$/, 'conflict'],
  // Class 08: connection exceptions. Class 53: insufficient resources (disk full, out of memory, too many connections).
  // Class 57: operator intervention (57014 query_canceled by a time limit, 57P01 to 57P05 shutdown and idle limits).
  // Class 58: system errors (I/O).
  [/^(08|53|57|58)[0-9A-Z]{3}$/, 'unavailable'],
  // 25006 read_only_sql_transaction: a replica, or a failover in progress.
  // 25P03 idle_in_transaction_session_timeout, 25P04 transaction_timeout.
  [/^(25006|25P03|25P04)$/, 'unavailable'],
  // 55000 object_not_in_prerequisite_state (recovery in progress), 55006 object_in_use, 55P03 lock_not_available (lock_timeout).
  [/^(55000|55006|55P03)$/, 'unavailable'],
  // 3D000 invalid_catalog_name: the database is being replaced. 28000 and 28P01: the login is rejected.
  [/^(3D000|28000|28P01)$/, 'unavailable'],
  // P10xx: Prisma cannot connect. P2024: pool timeout. P2028: transaction cannot start in time.
  [/^(P10\d\d|P2024|P2028)$/, 'unavailable'],
  [
    /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|DatabaseDoesNotExist)$/,
    'unavailable',
  ],
  [
    /^(ECONN\w+|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT|ETIMEDOUT|EPIPE)$/,
    'unavailable',
  ],
];

/** Messages of the pg driver about its connection. These errors have no code. */
const CONNECTION_MESSAGE =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Cannot use a pool after calling end)/;

/**
 * Classifies an error thrown by pg or by Prisma.
 *
 * @publicApi
 */
export function databaseErrorKind(error: unknown): DatabaseErrorKind {
  const codes = errorCodes(error);
  for (const [pattern, kind] of KINDS) {
    if (codes.some((code) => pattern.test(code))) return kind;
  }
  return hasConnectionMessage(error) ? 'unavailable' : 'other';
}

/** Whether a row is referenced by another one: 23503 foreign_key_violation, 23001 restrict_violation, P2003 of Prisma. */
export function isForeignKeyViolation(error: unknown): boolean {
  return errorCodes(error).some((code) =>
    /^(23503|23001|P2003|ForeignKeyConstraintViolation)$/.test(code),
  );
}

/** Whether a statement was not executed because the server or session is read-only (25006). */
export function isReadOnlyError(error: unknown): boolean {
  return errorCodes(error).includes('25006');
}

/** The codes of an error and of its causes. Prisma reports the error of its adapter in `meta`. */
function errorCodes(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const { code, kind, originalCode, cause, meta } = error as Record<string, unknown>;
  const adapterError = (meta as Record<string, unknown> | undefined)?.['driverAdapterError'];
  const own = [originalCode, code, kind].filter((name) => typeof name === 'string');
  return [...own, ...errorCodes(cause, depth + 1), ...errorCodes(adapterError, depth + 1)];
}

function hasConnectionMessage(error: unknown): boolean {
  return (
    error instanceof Error &&
    (CONNECTION_MESSAGE.test(error.message) || hasConnectionMessage(error.cause))
  );
}
