import { SocialAuthError, type ErrorCode } from '../../../core/errors.js';
import type { LoginTransaction } from '../../../core/login-transaction.js';
import { InvalidProfileError } from '../../../core/provider-profile.js';
import type { Provider } from '../../../core/provider.js';
import { ProviderHttpError } from '../../../providers/provider-http-client.js';

/** A code that was used, is too old, or belongs to another PKCE verifier (RFC 6749 §5.2; GitHub's own name). */
const CODE_REFUSED = new Set(['invalid_grant', 'bad_verification_code']);

/** Faults of our registration with the provider (RFC 6749 §5.2; GitHub's own names). */
const MISCONFIGURED = new Set([
  'invalid_client',
  'unauthorized_client',
  'incorrect_client_credentials',
  'redirect_uri_mismatch',
]);

/** Says what a failed exchange with a provider means to the person in front of it. */
export function toLoginError(
  error: unknown,
  provider: Provider,
  { returnTo, client, link }: LoginTransaction,
): SocialAuthError {
  if (error instanceof SocialAuthError) return error;
  const [code, reason] = classify(error);
  return new SocialAuthError(code, { reason, provider, returnTo, client, link, cause: error });
}

function classify(error: unknown): [ErrorCode, string] {
  if (error instanceof ProviderHttpError) {
    const oauthError = typeof error.cause === 'string' ? error.cause : undefined;
    const reason = oauthError === undefined ? error.message : `${error.message}: ${oauthError}`;
    if (oauthError !== undefined && CODE_REFUSED.has(oauthError)) return ['login_expired', reason];
    if (oauthError !== undefined && MISCONFIGURED.has(oauthError)) {
      return ['provider_misconfigured', reason];
    }
    return ['provider_unavailable', reason];
  }
  if (error instanceof InvalidProfileError) return ['provider_unavailable', error.message];
  return ['provider_unavailable', 'the login strategy failed'];
}
