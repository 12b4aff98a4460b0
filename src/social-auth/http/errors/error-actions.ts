import type { ErrorAction } from '../../pages/error-page.js';
import { loginUrl } from '../request/login-url.js';
import type { ErrorResponse } from './error-response.js';

/** After these another try with the same provider may well succeed. */
const RETRYABLE = new Set([
  'login_canceled',
  'login_expired',
  'login_refused',
  'provider_unavailable',
]);

/** After these a login would change nothing. */
const RESOURCE_ERRORS = new Set([
  'account_not_found',
  'last_account',
  'not_found',
  'session_not_found',
  'forbidden',
  'insufficient_scope',
  'method_not_allowed',
  'payload_too_large',
]);

/** What a person can do after an error: never a dead end. */
export function errorActions({
  code,
  provider,
  link,
  returnTo = '/',
}: ErrorResponse): ErrorAction[] {
  if (RESOURCE_ERRORS.has(code)) return [{ label: 'Go to the start page', href: '/' }];
  const fields: Record<string, string> = returnTo === '/' ? {} : { returnTo };
  const elsewhere =
    link === undefined
      ? { label: 'Choose how to sign in', href: loginUrl(returnTo) }
      : { label: 'Back to where you were', href: returnTo };
  if (provider === undefined || !RETRYABLE.has(code)) return [elsewhere];
  const again = link === undefined ? `/auth/${provider.name}` : `/auth/${provider.name}/link`;
  return [{ label: `Try again with ${provider.label}`, post: again, fields }, elsewhere];
}
