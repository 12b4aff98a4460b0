import type { Principal } from '../../../access-token/principal.js';
import { SocialAuthError, type ErrorDetails } from '../../core/errors.js';
import type { AccessRequirements } from './access-requirements.js';

/**
 * Checks roles, scopes and the age of the login.
 *
 * @param now the current time, in milliseconds since 1970
 * @throws SocialAuthError `forbidden`, `insufficient_scope` or `recent_login_required`
 */
export function checkRequirements(
  principal: Principal,
  { roles, scopes, recentLogin }: AccessRequirements,
  now: number,
): void {
  if (roles.length > 0 && !roles.some((role) => principal.roles.includes(role))) {
    throw new SocialAuthError('forbidden', {
      reason: `the user has none of the roles ${roles.join(', ')}`,
    });
  }
  const missing = scopes.filter((scope) => !principal.scopes.includes(scope));
  if (missing.length > 0) {
    throw new SocialAuthError('insufficient_scope', {
      reason: `the access token lacks the scopes ${missing.join(' ')}`,
      scopes,
    });
  }
  if (recentLogin !== undefined) requireRecentLogin(principal, recentLogin, now);
}

/**
 * @param maxAge of the login, in milliseconds
 * @param now the current time, in milliseconds since 1970
 * @throws SocialAuthError `recent_login_required` with the details
 */
export function requireRecentLogin(
  { authTime }: Pick<Principal, 'authTime'>,
  maxAge: number,
  now: number,
  details: Omit<ErrorDetails, 'reason'> = {},
): void {
  if (now - authTime * 1000 <= maxAge) return;
  const reason = `the login is older than ${maxAge / 1000} s`;
  throw new SocialAuthError('recent_login_required', { ...details, reason });
}
