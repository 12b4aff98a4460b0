import type { ProfileClaims } from '../../core/provider-profile.js';
import { subjectKey } from './subject-key.js';

/**
 * The claims of an ID token, and of the userinfo response if there is one. The module has verified the signature, issuer,
 * audience and lifetime of the ID token. Other claims can have values of any type.
 *
 * @publicApi
 */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Maps claims that are not standard to fields of a profile, which the module validates.
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
 * Maps verified claims to a profile: the standard claims (OIDC Core §5.1), and then the claims that `toProfile` maps.
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
