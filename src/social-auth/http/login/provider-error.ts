import { SocialAuthError, type ErrorCode } from '../../core/errors.js';
import { InvalidProfileError } from '../../core/provider-profile.js';
import { ProviderHttpError } from '../../providers/provider-http-error.js';
import { StrategyError } from './passport/passport-strategy-adapter.js';

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

/** Errors whose messages contain no secrets. */
const KNOWN_ERRORS = [SocialAuthError, ProviderHttpError, InvalidProfileError, StrategyError];

/** Maximum number of errors around the cause. Libraries wrap errors once or twice. */
const MAX_WRAPPERS = 5;

/** Converts an error of a flow, of a strategy or of a request to the provider. */
export function toLoginError(thrown: unknown): SocialAuthError {
  const error = findKnownError(thrown);
  // `toProfile` can reject a login with an error of its own.
  if (error instanceof SocialAuthError) return error;
  if (error instanceof ProviderHttpError) {
    const { oauthErrorCode, retryAfterSeconds } = error.details;
    const code = ERROR_CODES.get(oauthErrorCode) ?? 'provider_unavailable';
    const { message: reason, cause } = error;
    return new SocialAuthError(code, { reason, retryAfterSeconds, cause });
  }
  return new SocialAuthError('provider_unavailable', {
    reason: error?.message ?? 'the flow of the provider failed',
    cause: error ?? thrown,
  });
}

/** Returns the first known error of a chain. passport-oauth2 wraps errors of the token request in `oauthError`. */
function findKnownError(thrown: unknown): Error | undefined {
  let error = thrown;
  for (let depth = 0; depth < MAX_WRAPPERS && error instanceof Error; depth += 1) {
    const current = error;
    if (KNOWN_ERRORS.some((known) => current instanceof known)) return current;
    const { oauthError, cause } = current as { oauthError?: unknown; cause?: unknown };
    error = oauthError ?? cause;
  }
  return undefined;
}
