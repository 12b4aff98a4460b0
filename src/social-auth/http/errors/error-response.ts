import type { AuthorizationRequest } from '../../core/oauth-client.js';
import { SocialAuthError, type ErrorCode } from '../../core/errors.js';
import type { LinkRequest } from '../../core/login-transaction.js';
import type { ErrorMessageCode } from '../../pages/error-messages.js';

/** An error as it is answered: what a person or a program learns, and what only the log does. */
export interface ErrorResponse {
  status: number;
  /** Stable, snake_case. */
  code: ErrorMessageCode;
  /** For the log only. */
  reason: string;
  provider?: { readonly name: string; readonly label: string };
  /** Where another try should lead; already checked. */
  returnTo?: string;
  /** The client whose login failed: it is answered instead of the person. */
  client?: AuthorizationRequest | undefined;
  /** Set when the person was about to link a login. */
  link?: LinkRequest | undefined;
  /** The scopes that the route asks for. */
  scopes?: readonly string[];
  /** After how long another try is worthwhile. */
  retryAfterSeconds?: number;
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

/** @returns how one of our own errors is answered. */
export function toErrorResponse({ code, details }: SocialAuthError): ErrorResponse {
  const { reason, cause, ...rest } = details;
  return { ...rest, status: STATUS[code], code, reason: [reason, ...causes(cause)].join(' ← ') };
}

/**
 * The chain of causes in words fit for a log: of errors that are not ours only name and code, because
 * their messages may quote a token or an address.
 */
function causes(cause: unknown): string[] {
  if (!(cause instanceof Error)) return [];
  const code = (cause as { code?: unknown }).code;
  const name = typeof code === 'string' ? `${cause.name} ${code}` : cause.name;
  return [name, ...causes(cause.cause)];
}
