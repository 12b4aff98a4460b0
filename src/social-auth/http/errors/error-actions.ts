import type { ErrorAction } from '../../pages/error-page.js';
import { loginUrl } from '../request/login-url.js';
import type { ErrorResponse } from './error-response.js';

/** Errors after which another login with the same provider can succeed. */
const RETRYABLE = new Set([
  'login_expired',
  'login_refused',
  'provider_unavailable',
  'service_unavailable',
]);

/** Errors that another login does not resolve. */
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

/** Returns the actions of an error page, at least one. */
export function errorActions({
  code,
  provider,
  link,
  returnTo = '/',
}: ErrorResponse): ErrorAction[] {
  if (RESOURCE_ERRORS.has(code)) return [{ label: 'Go to the start page', href: '/' }];
  const back =
    link === undefined
      ? { label: 'Choose how to sign in', href: loginUrl(returnTo) }
      : { label: 'Back to where you were', href: returnTo };
  if (provider === undefined || !RETRYABLE.has(code)) return [back];
  const path = link === undefined ? `/auth/${provider.name}` : `/auth/${provider.name}/link`;
  const fields: Record<string, string> = returnTo === '/' ? {} : { returnTo };
  return [{ label: `Try again with ${provider.label}`, post: path, fields }, back];
}
