import { STATUS_CODES } from 'node:http';
import type { ConsentPage, ErrorDetails, SocialAuthError } from '../../core/errors.js';
import type { PublicError } from '../../../access-token/transport-errors.js';
import type { ErrorMessageCode } from '../../core/messages/english-errors.js';
import { errorMessage } from '../../core/messages/error-message.js';

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

/** Returns the JSON body of the response, as `AUTH_ERROR` documents it. */
export function errorBody(
  error: ErrorResponse,
  supportCode: string,
): PublicError & { readonly error: string; readonly supportCode: string } {
  return {
    statusCode: error.status,
    error: STATUS_CODES[error.status] ?? 'Error',
    message: errorMessage(error).message,
    code: error.code,
    ...(error.consent !== undefined && { url: consentUrl(error.consent, error.returnTo) }),
    supportCode,
  };
}

/** Returns the URL of the page on which the user grants access. */
function consentUrl({ url, request }: ConsentPage, returnTo: string | undefined): string {
  const query = new URLSearchParams({ request, ...(returnTo !== undefined && { returnTo }) });
  return `${url}?${query.toString()}`;
}
