import { GOOGLE_ISSUER } from '../provider.js';
import { jsonResponse, type EmulatorResponse } from '../server/http.js';

const EXPECTED =
  'Expected OAuth 2 access token, login cookie or other valid authentication credential. ' +
  'See https://developers.google.com/identity/sign-in/web/devconsole-project.';

/**
 * Creates the error of a Google API for a missing, invalid, expired or revoked access token
 * (developers.google.com/workspace/calendar/api/guides/errors).
 */
export function unauthenticatedError(hasToken: boolean): EmulatorResponse {
  const error = hasToken
    ? {
        message: `Request had invalid authentication credentials. ${EXPECTED}`,
        item: { message: 'Invalid Credentials', domain: 'global', reason: 'authError' },
        challenge: `Bearer realm="${GOOGLE_ISSUER}/", error="invalid_token"`,
      }
    : {
        message: `Request is missing required authentication credential. ${EXPECTED}`,
        item: { message: 'Login Required.', domain: 'global', reason: 'required' },
        challenge: `Bearer realm="${GOOGLE_ISSUER}/"`,
      };
  const location = { location: 'Authorization', locationType: 'header' };
  return apiError(401, 'UNAUTHENTICATED', error.message, {
    errors: [{ ...error.item, ...location }],
    challenge: error.challenge,
  });
}

/**
 * Creates the error of a Google API for an access token without a sufficient scope.
 *
 * @param scopes - the sufficient scopes. The method requires one of them.
 */
export function insufficientScopeError(
  scopes: readonly string[],
  metadata: { readonly service: string; readonly method: string },
): EmulatorResponse {
  return apiError(
    403,
    'PERMISSION_DENIED',
    'Request had insufficient authentication scopes.',
    {
      errors: [
        { message: 'Insufficient Permission', domain: 'global', reason: 'insufficientPermissions' },
      ],
      challenge: `Bearer realm="${GOOGLE_ISSUER}/", error="insufficient_scope", scope="${scopes.join(' ')}"`,
    },
    [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
        domain: 'googleapis.com',
        metadata,
      },
    ],
  );
}

function apiError(
  code: number,
  status: string,
  message: string,
  { errors, challenge }: { readonly errors: readonly object[]; readonly challenge: string },
  details?: readonly object[],
): EmulatorResponse {
  const error = { code, message, errors, status, ...(details && { details }) };
  return jsonResponse(code, { error }, { 'www-authenticate': challenge });
}
