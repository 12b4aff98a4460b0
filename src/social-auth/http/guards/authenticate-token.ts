import { bearerToken } from '../../../access-token/bearer-token.js';
import type { Principal } from '../../../access-token/principal.js';
import { UnauthenticatedError } from '../../core/errors.js';
import { BROWSER_CLIENT_ID } from '../../core/oauth-client.js';
import type { SessionStatus } from '../../flows/session-status.js';
import type { AccessTokenService } from '../../tokens/access-token.service.js';
import type { HttpRequest } from '../request/http-request.js';

/** A principal, or undefined when access is denied. A promise only if a step is asynchronous. */
export type Authentication = Principal | undefined | Promise<Principal | undefined>;

/** Verifies an access token, its session and its roles. A token in a cookie must belong to a browser session. */
export function authenticateToken(
  accessTokens: AccessTokenService,
  sessionStatus: SessionStatus,
  token: string,
  request: HttpRequest,
): Authentication {
  const principal = accessTokens.verify(token);
  if (principal !== undefined) return validateSession(sessionStatus, principal, request);
  return authenticateAfterRotation(accessTokens, sessionStatus, token, request);
}

/**
 * Returns the error of a request or a handshake without a valid access token.
 *
 * @param token the token that was rejected, if there was one
 */
export function unauthenticatedError(
  source: 'request' | 'handshake',
  token: string | undefined,
): UnauthenticatedError {
  return token === undefined
    ? new UnauthenticatedError('unauthenticated', { reason: `the ${source} has no access token` })
    : new UnauthenticatedError('invalid_token', {
        reason:
          'the access token is invalid or expired, its session is not active, or the roles of its user have changed',
      });
}

async function authenticateAfterRotation(
  accessTokens: AccessTokenService,
  sessionStatus: SessionStatus,
  token: string,
  request: HttpRequest,
): Promise<Principal | undefined> {
  const principal = await accessTokens.verifyAfterRotation(token);
  return principal === undefined ? undefined : validateSession(sessionStatus, principal, request);
}

function validateSession(
  sessionStatus: SessionStatus,
  principal: Principal,
  request: HttpRequest,
): Authentication {
  const { clientId } = principal;
  if (clientId !== BROWSER_CLIENT_ID && bearerToken(request) === undefined) return undefined;
  const current = sessionStatus.isCurrent(principal);
  if (current instanceof Promise) {
    return current.then((isCurrent) => (isCurrent ? principal : undefined));
  }
  return current ? principal : undefined;
}
