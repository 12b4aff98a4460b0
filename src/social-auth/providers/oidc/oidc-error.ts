import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { SocialAuthError } from '../../core/errors.js';
import { ProviderHttpError } from '../provider-http-error.js';
import { readOAuthErrorCode } from '../response-body.js';

/** The codes of openid-client for responses whose ID token, `iss` or `sub` is not the expected one. */
const REFUSED = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_UNSUPPORTED_OPERATION',
]);

/**
 * Converts an error of openid-client. The messages of openid-client are constants, so they can be logged. Its causes
 * contain claims and tokens.
 */
export function toOidcError(error: unknown, host: string): Error {
  if (error instanceof ResponseBodyError) {
    const details = { oauthErrorCode: readOAuthErrorCode({ error: error.error }) };
    return new ProviderHttpError(`${host} returned ${error.status}`, details);
  }
  if (error instanceof WWWAuthenticateChallengeError) {
    // A token endpoint responds with the scheme that the client has used (RFC 6749 §5.2), a userinfo endpoint with Bearer.
    const isClient = error.cause.some(({ scheme }) => scheme.toLowerCase() === 'basic');
    const details = isClient ? { oauthErrorCode: 'invalid_client' } : {};
    return new ProviderHttpError(`${host} returned ${error.status}`, details);
  }
  if (!(error instanceof ClientError)) return error as Error;
  const { cause, code } = error;
  if (cause instanceof ProviderHttpError || cause instanceof SocialAuthError) return cause;
  const detail = cause instanceof Error && code !== undefined ? `: ${cause.message}` : '';
  const reason = `${host}: ${error.message}${detail}`;
  return code !== undefined && REFUSED.has(code)
    ? new SocialAuthError('login_refused', { reason })
    : new ProviderHttpError(reason);
}
