import type { ErrorAction } from '../pages/error-page.js';
import { loginPath } from '../login-path.js';
import type { Fault } from './fault.js';

/** After these another try with the same provider may well succeed. */
const WORTH_ANOTHER_TRY = new Set([
  'login_cancelled',
  'login_expired',
  'login_refused',
  'provider_unavailable',
]);

/** After these a login would change nothing. */
const ABOUT_THE_PLACE = new Set([
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
export function wayOn({ code, provider, link, returnTo = '/' }: Fault): ErrorAction[] {
  if (ABOUT_THE_PLACE.has(code)) return [{ label: 'Go to the start page', href: '/' }];
  const fields = returnTo === '/' ? {} : { returnTo };
  const elsewhere =
    link === undefined
      ? { label: 'Choose how to sign in', href: loginPath(returnTo) }
      : { label: 'Back to where you were', href: returnTo };
  if (provider === undefined || !WORTH_ANOTHER_TRY.has(code)) return [elsewhere];
  const again = link === undefined ? `/auth/${provider.name}` : `/auth/${provider.name}/link`;
  return [{ label: `Try again with ${provider.label}`, post: again, fields }, elsewhere];
}
