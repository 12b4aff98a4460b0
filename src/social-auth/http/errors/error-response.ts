import type { ErrorDetails, SocialAuthError } from '../../core/errors.js';
import type { ErrorMessageCode } from '../../pages/error-messages.js';

/**
 * The error that `ErrorResponder` responds with. The response does not contain `reason`, `userId` and `cause`.
 *
 * @publicApi
 */
export interface ErrorResponse extends ErrorDetails {
  /** HTTP status. */
  status: number;
  /** A code with a message for people. */
  code: ErrorMessageCode;
}

/** Returns the response to an error of this module. */
export function toErrorResponse(error: SocialAuthError): ErrorResponse {
  return { ...error.details, status: error.getStatus(), code: error.code };
}
