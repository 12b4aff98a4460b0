import type { Principal } from '../../../access-token/principal.js';
import { SocialAuthError } from '../../core/errors.js';
import type { AccessRequirements } from './access-requirements.js';

/**
 * Checks roles, scopes and the age of the login.
 *
 * @param now The current time, in milliseconds since 1970.
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
  if (recentLogin !== undefined && now - principal.authTime * 1000 > recentLogin) {
    throw new SocialAuthError('recent_login_required', {
      reason: `the login is older than ${recentLogin / 1000} s`,
    });
  }
}
