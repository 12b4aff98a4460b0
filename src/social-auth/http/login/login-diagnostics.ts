import { LOGIN_TRANSACTION_SECONDS } from '../../core/login-transaction.js';
import type { HttpRequest } from '../request/http-request.js';
import { startTimeOf, TRANSACTION_ID } from './callback-params.js';
import type { CookieDiagnostics } from './login-transaction-cookies.js';

/** A callback whose login transaction is not in the browser that sends it. */
export interface MissingTransaction {
  readonly cookies: CookieDiagnostics;
  /** The unvalidated id in `state`. */
  readonly transactionId: string;
  readonly now: Date;
}

/** Explains in the log why a browser does not send the cookie of a login. Quotes nothing from the request. */
export function explainMissingTransaction(
  missing: MissingTransaction,
  headers: HttpRequest['headers'],
  publicUrl: string,
): string {
  return [
    'the request has no cookie of this login',
    explainCookies(missing.cookies),
    explainAge(missing),
    ...explainTransport(headers, publicUrl),
  ].join('. ');
}

function explainCookies({ hasCookies, hasModuleCookies, transactions }: CookieDiagnostics): string {
  if (!hasCookies) return 'It has no cookies at all: they are blocked, or it is another browser';
  if (!hasModuleCookies) {
    return 'It has cookies, but none of this app: they are blocked, or it is another browser';
  }
  if (transactions === 0) {
    return 'The browser has no login in progress: this login was completed or has expired, or it is another browser';
  }
  return `The browser has ${transactions} other in progress: this login was completed, has expired or was replaced by newer ones, or it is another browser`;
}

function explainAge({ transactionId, now }: MissingTransaction): string {
  if (!TRANSACTION_ID.test(transactionId)) return 'The state was not created by this app';
  const seconds = Math.round((now.getTime() - startTimeOf(transactionId).getTime()) / 1000);
  if (seconds < 0) {
    return `The login starts ${-seconds} s in the future. Check that the clocks of the instances agree`;
  }
  if (seconds < LOGIN_TRANSACTION_SECONDS) return `The login started ${seconds} s ago`;
  return `The login started ${formatMinutes(seconds)} ago, but its cookie expires after 10 minutes`;
}

const formatMinutes = (seconds: number): string =>
  seconds < 2 * 60 * 60 ? `${Math.floor(seconds / 60)} minutes` : 'hours';

/** Detects a proxy or a second host name that causes browsers not to send the cookie. */
function explainTransport(headers: HttpRequest['headers'], publicUrl: string): string[] {
  const { host, protocol } = new URL(publicUrl);
  const reasons: string[] = [];
  if (headers.host?.toLowerCase() !== host) {
    reasons.push(
      'The Host header is not the host of PUBLIC_URL. Unless a proxy rewrites it, the browser sends the cookies of another site',
    );
  }
  const forwarded = [headers['x-forwarded-proto']].flat()[0]?.split(',')[0]?.trim().toLowerCase();
  if (protocol === 'https:' && forwarded === 'http') {
    reasons.push(
      'X-Forwarded-Proto is http, but PUBLIC_URL is https. Browsers do not send Secure cookies over http',
    );
  }
  return reasons;
}

/** Clock difference above which a warning is useful, in seconds. */
const CLOCK_TOLERANCE_SECONDS = 30;

/**
 * Explains in the log why a login transaction is expired.
 *
 * @param seconds time since the expiration
 */
export function explainExpiredTransaction(seconds: number): string {
  const reason = `the login transaction is older than 10 minutes. It expired ${seconds} s ago`;
  // Browsers delete the cookie when it expires. A few seconds pass on the way to the server.
  return seconds < CLOCK_TOLERANCE_SECONDS
    ? reason
    : `${reason}, but the browser still sends it. Check that the clocks of the instances agree`;
}

/** Explains in the log why a login transaction cannot be decrypted. */
export const INVALID_TRANSACTION_REASON =
  'the login transaction cannot be decrypted. APP_SECRET was replaced without keeping the old one or differs between instances, or the cookie was modified';

/** RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6, and two that GitHub documents. */
const KNOWN_ERRORS = new Set([
  'access_denied',
  'invalid_request',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
  'unauthorized_client',
  'unsupported_response_type',
  'account_selection_required',
  'consent_required',
  'interaction_required',
  'invalid_request_object',
  'invalid_request_uri',
  'login_required',
  'registration_not_supported',
  'request_not_supported',
  'request_uri_not_supported',
  'application_suspended',
  'redirect_uri_mismatch',
]);

/** Names the error of a callback for the log if it is registered. Any other text can come from an attacker. */
export function explainProviderError(error: string): string {
  return KNOWN_ERRORS.has(error)
    ? `the provider returned the error ${error}`
    : 'the provider returned an unregistered error';
}
