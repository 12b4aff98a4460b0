import type { ProfileClaims } from './provider-profile.js';

/**
 * How to verify the ID tokens of a provider that apps receive without a redirect, from One Tap, FedCM or an SDK.
 *
 * @publicApi
 */
export interface IdTokenSource {
  /** The accepted values of `iss`. */
  readonly issuers: readonly string[];
  /** Address of the keys that sign them (RFC 7517 §5). */
  readonly jwksUri: string;
  /** The client IDs that may be the `aud` or the `azp` of a token. */
  readonly audiences: readonly string[];
  /**
   * Maps the claims to a profile, which the module validates. The subject must be the same as in a login with a redirect,
   * so that both sign in the same user.
   *
   * @param claims the claims of a token whose signature, issuer, audience, lifetime and `nonce` are verified. All other
   *   claims can have values of any type.
   * @throws InvalidProfileError when there is no usable subject
   */
  toProfile(claims: Readonly<Record<string, unknown>>): ProfileClaims;
}
