import { createHash } from 'node:crypto';
import type { IDToken } from 'openid-client';
import { SocialAuthError } from '../../core/errors.js';
import { timingSafeEqualStrings } from '../../../crypto/timing-safe-equal.js';

/** Permitted difference between the clocks of the issuer and of this machine, in seconds. */
export const CLOCK_TOLERANCE_SECONDS = 30;

/**
 * The signature algorithms of ID tokens, each with the hash of its `at_hash`. Symmetric algorithms such as `HS256` are not
 * supported, because an attacker with the client secret could sign ID tokens.
 */
const HASHES: Readonly<Record<string, string>> = {
  RS256: 'sha256',
  RS384: 'sha384',
  RS512: 'sha512',
  PS256: 'sha256',
  PS384: 'sha384',
  PS512: 'sha512',
  ES256: 'sha256',
  ES384: 'sha384',
  ES512: 'sha512',
  EdDSA: 'sha512',
  Ed25519: 'sha512',
};

/** The supported signature algorithms. */
export const SIGNATURE_ALGORITHMS: readonly string[] = Object.keys(HASHES);

/** The expected values of an ID token. */
export interface IdTokenExpectation {
  /** The clients that may have requested the token. */
  readonly authorizedParties: readonly string[];
  /** The access token of the same response. */
  readonly accessToken?: string;
  /** The current time, in seconds since 1970. */
  readonly now: number;
}

/**
 * Checks what openid-client does not: the list of algorithms, `typ`, `azp` with one audience, `iat` in the future, and
 * `at_hash` of a token response.
 *
 * @param idToken the encoded token, whose signature has been or will be verified
 * @throws SocialAuthError `login_refused`
 */
export function checkIdToken(
  idToken: string,
  claims: IDToken,
  { authorizedParties, accessToken, now }: IdTokenExpectation,
): void {
  const { alg, typ } = decodeHeader(idToken);
  const hash = typeof alg === 'string' && Object.hasOwn(HASHES, alg) ? HASHES[alg] : undefined;
  if (hash === undefined) throw refuse('is not signed with an asymmetric algorithm');
  // Other JWTs of the issuer can have the same audience, such as logout tokens (`logout+jwt`).
  if (typ !== undefined && (typeof typ !== 'string' || typ.toUpperCase() !== 'JWT')) {
    throw refuse('has another typ');
  }
  // With several audiences, openid-client requires `azp`.
  if (claims.azp !== undefined && !authorizedParties.includes(claims.azp)) {
    throw refuse('has another azp');
  }
  if (claims.iat > now + CLOCK_TOLERANCE_SECONDS) throw refuse('has an iat in the future');
  const { at_hash: expected } = claims;
  if (accessToken === undefined || expected === undefined) return;
  const actual = createHash(hash).update(accessToken).digest();
  const half = actual.subarray(0, actual.length / 2).toString('base64url');
  if (typeof expected !== 'string' || !timingSafeEqualStrings(half, expected)) {
    throw refuse('has the at_hash of another access token');
  }
}

function decodeHeader(idToken: string): { readonly alg?: unknown; readonly typ?: unknown } {
  const [header = ''] = idToken.split('.');
  return JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
}

/** @param problem the predicate of a sentence about the ID token */
export const refuse = (problem: string): SocialAuthError =>
  new SocialAuthError('login_refused', { reason: `the ID token ${problem}` });
