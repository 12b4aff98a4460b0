import type { ConsentPage } from '../../core/errors.js';
import type { Localization } from '../../core/messages/localization.js';
import type { ErrorAction } from '../../pages/error-page.js';
import type { RoutePaths } from '../request/route-paths.js';
import type { ErrorResponse } from './error-response.js';

/** Errors after which another login with the same provider can succeed. */
const RETRYABLE = new Set([
  'login_expired',
  'login_refused',
  'provider_error',
  'provider_unavailable',
  'service_unavailable',
]);

/** Errors of callbacks after a GitHub App was installed. The user has not logged in yet. */
const INSTALLATIONS = new Set(['app_installed', 'app_requested']);

/** Errors that another login does not resolve. */
const RESOURCE_ERRORS = new Set([
  'account_not_found',
  'deletion_blocked',
  'last_account',
  'not_found',
  'self_lockout',
  'session_not_found',
  'user_not_found',
  'forbidden',
  'insufficient_scope',
  'method_not_allowed',
  'payload_too_large',
]);

/** Returns the actions of an error page, at least one. */
export function errorActions(
  { code, provider, link, consent, returnTo: returnPath }: ErrorResponse,
  paths: RoutePaths,
  localization: Localization,
): ErrorAction[] {
  const returnTo = returnPath ?? paths.home;
  if (consent !== undefined) {
    return consentActions(consent, provider, returnTo, paths, localization);
  }
  if (RESOURCE_ERRORS.has(code)) {
    return [{ label: localization.text('error_page.start_page'), href: paths.home }];
  }
  const back =
    link === undefined
      ? { label: localization.text('error_page.choose'), href: paths.login(returnTo) }
      : { label: localization.text('error_page.back'), href: returnTo };
  const isRetryable = RETRYABLE.has(code) || INSTALLATIONS.has(code);
  const isRefused = code === 'sign_in_refused';
  if (provider === undefined || !(isRetryable || isRefused)) return [back];
  const route = link === undefined ? 'POST /auth/:provider' : 'POST /auth/:provider/link';
  const path = paths.url(route, { provider: provider.name });
  const fields: Record<string, string> = returnTo === paths.home ? {} : { returnTo };
  if (isRefused) {
    const label = localization.text('login.other_account', { provider: provider.label });
    return [{ label, post: path, fields: { ...fields, prompt: 'select_account' } }, back];
  }
  const key = INSTALLATIONS.has(code) ? 'error_page.sign_in' : 'error_page.try_again';
  const label = localization.text(key, { provider: provider.label });
  return [{ label, post: path, fields }, back];
}

function consentActions(
  { url, request }: ConsentPage,
  provider: ErrorResponse['provider'],
  returnTo: string,
  paths: RoutePaths,
  localization: Localization,
): ErrorAction[] {
  const label = localization.text('error_page.continue', {
    provider: provider?.label ?? localization.text('provider.unknown'),
  });
  const fields = { request, ...(returnTo !== paths.home && { returnTo }) };
  return [
    { label, post: url, fields },
    { label: localization.text('error_page.start_page'), href: paths.home },
  ];
}
