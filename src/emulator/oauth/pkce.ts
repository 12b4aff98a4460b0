import { createHash } from 'node:crypto';
import type { AuthorizationRequest } from './authorization-request.js';

/** The reason why a PKCE verification failed. `unexpected` means that the authorization request had no challenge. */
export type VerifierError = 'missing' | 'unexpected' | 'invalid';

/** Compares a code verifier with the challenge of the authorization request (RFC 7636 §4.6). */
export function checkCodeVerifier(
  { codeChallenge }: AuthorizationRequest,
  verifier: string | null,
): VerifierError | undefined {
  if (codeChallenge === null) {
    return verifier === null ? undefined : 'unexpected';
  }
  if (verifier === null) {
    return 'missing';
  }
  const wellFormed = /^[A-Za-z0-9._~-]{43,128}$/.test(verifier);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  return wellFormed && challenge === codeChallenge ? undefined : 'invalid';
}
