import type { ErrorAction } from '../pages/error-page.js';
import type { Fault } from './fault.js';

/** After these another try with the same provider may well succeed. */
const WORTH_ANOTHER_TRY = new Set([
  'login_cancelled',
  'login_expired',
  'login_refused',
  'provider_unavailable',
]);

/** What a person can do after an error: never a dead end. */
export function wayOn({ code, provider, returnTo = '/' }: Fault): ErrorAction[] {
  if (code === 'not_found') return [{ label: 'Go to the start page', href: '/' }];
  const fields = returnTo === '/' ? {} : { returnTo };
  const query = new URLSearchParams(fields).toString();
  const choose = {
    label: 'Choose how to sign in',
    href: query === '' ? '/login' : `/login?${query}`,
  };
  if (provider === undefined || !WORTH_ANOTHER_TRY.has(code)) return [choose];
  return [
    { label: `Try again with ${provider.label}`, post: `/auth/${provider.name}`, fields },
    choose,
  ];
}
