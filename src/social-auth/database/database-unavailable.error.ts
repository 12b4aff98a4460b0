import { SocialAuthError } from '../core/errors.js';

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
