import { SocialAuthError } from '../core/errors.js';

/** Seconds after which a client may try again (RFC 9110 §10.2.3). */
export const RETRY_AFTER_SECONDS = 5;

/**
 * The database cannot be reached, does not respond in time, or cannot serve now. Becomes 503 with `Retry-After`.
 *
 * @publicApi
 */
export class DatabaseUnavailableError extends SocialAuthError {
  /** @param retryAfterSeconds when a client may try again, in seconds */
  constructor(reason: string, retryAfterSeconds: number, cause?: unknown) {
    super('service_unavailable', { reason, retryAfterSeconds, cause });
  }
}

/** Returns the error for a connection to a replica, which can lack recent revocations. */
export function replicaError(): DatabaseUnavailableError {
  return new DatabaseUnavailableError('the database server is a replica', RETRY_AFTER_SECONDS);
}
