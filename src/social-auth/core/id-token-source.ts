import type { ProfileClaims } from './provider-profile.js';

/**
 * The ID tokens of a provider that apps receive without a redirect, from One Tap, FedCM or an SDK.
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
   * Maps the claims to the data of a profile, which the module validates. Its subject must be that of the logins with a
   * redirect.
   *
   * @param claims verified: signature, issuer, audience, lifetime and `nonce`. The values of other claims have any type.
   * @throws InvalidProfileError when there is no usable subject
   */
  toProfile(claims: Readonly<Record<string, unknown>>): ProfileClaims;
}
