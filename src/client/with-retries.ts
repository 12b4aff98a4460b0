import { AuthClientError, isTemporary } from './auth-client-error.js';
import { delay } from './delay.js';

const ATTEMPTS = 3;

/** Delay before the second attempt, in milliseconds. The delay before the third attempt is four times as long. */
const RETRY_MS = 250;

/**
 * Sends a request, and repeats it after a temporary error.
 *
 * @throws AuthClientError the error of the last attempt
 */
export async function withRetries<T>(request: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (cause) {
      const error = toAuthClientError(cause);
      const canRetry = isTemporary(error) && error.retryAfter === undefined;
      if (attempt === ATTEMPTS || !canRetry) throw error;
    }
    await delay(RETRY_MS * 4 ** (attempt - 1) * (0.5 + Math.random()));
  }
}

function toAuthClientError(cause: unknown): AuthClientError {
  return cause instanceof AuthClientError
    ? cause
    : new AuthClientError('network_error', 'The session could not be renewed.', { cause });
}
