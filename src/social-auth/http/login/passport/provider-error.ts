import { SocialAuthError, type ErrorCode } from '../../../core/errors.js';
import { InvalidProfileError } from '../../../core/provider-profile.js';
import { ProviderHttpError } from '../../../providers/provider-http-client.js';
import { StrategyError } from './passport-strategy-adapter.js';

/** OAuth errors with a code of their own (RFC 6749 §5.2, and GitHub's names). All others: `provider_unavailable`. */
const ERROR_CODES: ReadonlyMap<string | undefined, ErrorCode> = new Map([
  // The authorization code was used before, is expired, or belongs to another PKCE verifier.
  ['invalid_grant', 'login_expired'],
  ['bad_verification_code', 'login_expired'],
  ['invalid_client', 'provider_misconfigured'],
  ['unauthorized_client', 'provider_misconfigured'],
  ['incorrect_client_credentials', 'provider_misconfigured'],
  ['redirect_uri_mismatch', 'provider_misconfigured'],
]);

/** Converts an error of a strategy or of a request to the provider. */
export function toLoginError(thrown: unknown): SocialAuthError {
  // passport-oauth2 wraps errors of the token request.
  const error = (thrown as { oauthError?: unknown } | null)?.oauthError ?? thrown;
  // `toProfile` can reject a login with an error of its own.
  if (error instanceof SocialAuthError) return error;
  if (error instanceof ProviderHttpError) {
    const { oauthErrorCode, retryAfterSeconds } = error.details;
    const code = ERROR_CODES.get(oauthErrorCode) ?? 'provider_unavailable';
    const { message: reason, cause } = error;
    return new SocialAuthError(code, { reason, retryAfterSeconds, cause });
  }
  // The messages of other errors can contain secrets.
  const isLoggable = error instanceof InvalidProfileError || error instanceof StrategyError;
  return new SocialAuthError('provider_unavailable', {
    reason: isLoggable ? error.message : 'the strategy failed',
    cause: error,
  });
}
