import { SocialAuthError, type ErrorCode, type ErrorDetails } from '../../core/errors.js';
import type { ErrorMessageCode } from '../../pages/error-messages.js';

/**
 * An error as `ErrorResponder` sends it. Only `reason`, `userId` and `cause` are not part of the response.
 *
 * @publicApi
 */
export interface ErrorResponse extends ErrorDetails {
  /** HTTP status. */
  status: number;
  /** A code with a message for people. */
  code: ErrorMessageCode;
}

const STATUS: Readonly<Record<ErrorCode, number>> = {
  account_disabled: 403,
  account_not_found: 404,
  account_taken: 409,
  cross_site_request: 403,
  forbidden: 403,
  insufficient_scope: 403,
  invalid_grant: 400,
  invalid_request: 400,
  invalid_token: 401,
  last_account: 409,
  link_refused: 403,
  login_canceled: 400,
  login_expired: 400,
  login_refused: 400,
  navigation_required: 403,
  provider_misconfigured: 502,
  provider_not_configured: 404,
  provider_unavailable: 502,
  rate_limited: 429,
  recent_login_required: 403,
  service_unavailable: 503,
  session_not_found: 404,
  sign_in_refused: 403,
  unauthenticated: 401,
  unknown_provider: 404,
  user_exists: 409,
};

/** Returns the response to an error of this module. */
export function toErrorResponse({ code, details }: SocialAuthError): ErrorResponse {
  return { ...details, status: STATUS[code], code };
}
