import { LOGIN_TRANSACTION_SECONDS } from '../../core/login-transaction.js';
import type { CookieDiagnostics } from './login-transaction-cookies.js';
import type { HttpRequest } from '../request/http-request.js';

/** What is known of a callback whose attempt is not in the browser that brings it. */
export interface MissingTransaction {
  cookies: CookieDiagnostics;
  /** As the state claims; a stranger may have made it up. */
  transactionId: string;
  now: Date;
}

/**
 * Says, as a chain of reasons, why a browser does not have the attempt that it brings an answer for.
 *
 * For the log only: it quotes nothing of the request and trusts nothing in it.
 */
export function explainMissingTransaction(
  absent: MissingTransaction,
  { headers }: Pick<HttpRequest, 'headers'>,
  publicUrl: string,
): string[] {
  return [
    'this browser has no attempt of that name',
    cookieReason(absent.cookies),
    ageReason(absent),
    ...explainTransport(headers, publicUrl),
  ].filter((reason) => reason !== undefined);
}

/** Hints that the way from the browser to the app, rather than the person, lost the cookie. */
export function explainTransport(headers: HttpRequest['headers'], publicUrl: string): string[] {
  const { host, protocol } = new URL(publicUrl);
  const reasons: string[] = [];
  if (headers.host?.toLowerCase() !== host) {
    reasons.push(
      'the request names another host than PUBLIC_URL: unless a proxy rewrites it, its cookies are those of another site',
    );
  }
  const forwarded = [headers['x-forwarded-proto']].flat()[0]?.split(',')[0]?.trim().toLowerCase();
  if (protocol === 'https:' && forwarded === 'http') {
    reasons.push(
      'the proxy says the browser came over http while PUBLIC_URL is https: Secure cookies stay at home there',
    );
  }
  return reasons;
}

function cookieReason({ any, ours, transactions }: CookieDiagnostics): string {
  if (!any) return 'it sent no cookie at all: they are blocked, or it is another browser';
  if (!ours) return 'it sent cookies but none of ours: ours are blocked, or it is another browser';
  if (transactions === 0) {
    return 'it knows us but has no attempt open: this one was used, is over, or is of another browser';
  }
  const others = transactions === 1 ? 'one other attempt' : `${transactions} other attempts`;
  return `it has ${others} open: this one was used, is over, was pushed out by newer ones, or is of another browser`;
}

/** An attempt's name begins with the time, in milliseconds and base 36. */
function ageReason({ transactionId, now }: MissingTransaction): string | undefined {
  if (!/^[0-9a-z]{8}[0-9a-f]{10}$/.test(transactionId)) return 'the name is not one that we give';
  const seconds = Math.round((now.getTime() - parseInt(transactionId.slice(0, 8), 36)) / 1000);
  if (seconds < 0) {
    return `by its name it begins in ${-seconds} s: do the clocks of the instances agree?`;
  }
  if (seconds < LOGIN_TRANSACTION_SECONDS) return `by its name it was begun ${seconds} s ago`;
  return `by its name it was begun ${minutes(seconds)} ago, and the browser has dropped it after ten`;
}

/** @param seconds for how long an attempt has been over */
export function explainExpiredTransaction(seconds: number): string[] {
  const reasons = ['the attempt is older than ten minutes', `it was over ${seconds} s ago`];
  // Browsers drop the cookie when it is over, by their own clock: a little later is the way here.
  if (seconds < 30) return reasons;
  return [...reasons, 'the browser still had it: do the clocks of the instances agree?'];
}

/** What can be told of a cookie that no secret opens. */
export const INVALID_TRANSACTION_REASONS = [
  'the attempt was not sealed by this app',
  'another APP_SECRET sealed it (replaced without keeping the old one, or not the same on every instance), or the cookie was altered',
];

const minutes = (seconds: number): string =>
  seconds < 2 * 60 * 60 ? `${Math.floor(seconds / 60)} minutes` : 'hours';

/** RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6, and the two that GitHub documents. */
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

/** Names a provider's error when it is one of a known list: anything else is a stranger's text. */
export function explainProviderError(error: string): string[] {
  const name = KNOWN_ERRORS.has(error) ? error : 'an unregistered error';
  return ['the provider answered the login with an error', name];
}
