import type { ProfileClaims } from '../../core/provider-profile.js';
import { subjectKey } from './subject-key.js';

/**
 * The claims of an ID token, and of the userinfo response if there is one. Of the ID token, the module has verified
 * signature, issuer, audience and lifetime. The values of other claims have any type.
 *
 * @publicApi
 */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Maps claims that are not standard to the data of a profile, which the module validates.
 *
 * @param claims of the ID token and the userinfo response
 * @param callbackParams the parameters of the callback. The browser sent them, so they are not trusted.
 * @publicApi
 */
export type ClaimsMapper = (
  claims: Claims,
  callbackParams: URLSearchParams,
) => Partial<Omit<ProfileClaims, 'subject'>>;

/**
 * Maps verified claims: the standard ones (OIDC Core §5.1), then those of the issuer.
 *
 * @throws SocialAuthError `login_refused` when `sub` is invalid
 */
export function claimsProfile(
  claims: Claims & { readonly iss: string },
  toProfile?: ClaimsMapper,
  callbackParams = new URLSearchParams(),
): ProfileClaims {
  const { preferred_username: username, name = username, email, picture } = claims;
  return {
    subject: subjectKey(claims.iss, claims['sub']),
    username,
    name,
    email,
    emailVerified: claims['email_verified'],
    picture,
    ...toProfile?.(claims, callbackParams),
  };
}
