import type { PublicError } from '../../../access-token/transport-errors.js';
import { supportCode } from '../../../crypto/random.js';
import { SocialAuthError } from '../../core/errors.js';
import { logError } from './error-log.js';
import { errorBody, toErrorResponse, type ErrorResponse } from './error-response.js';

/**
 * Logs the reason of an error under a support code.
 *
 * @returns the properties that the client may see, with the support code. An error of another module becomes
 *   `server_error`.
 */
export function reportError(error: unknown): PublicError {
  const response: ErrorResponse =
    error instanceof SocialAuthError
      ? toErrorResponse(error)
      : { status: 500, code: 'server_error', reason: 'an unexpected error', cause: error };
  const code = supportCode();
  logError(response, code, undefined);
  return errorBody(response, code);
}
