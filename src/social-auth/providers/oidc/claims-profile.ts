import {
  parseEmail,
  parsePictureUrl,
  sanitizeText,
  type ProviderProfile,
} from '../../core/provider-profile.js';

/**
 * The claims of an ID token, and of the userinfo response if there is one. Of the ID token, the module has verified
 * signature, issuer, audience and lifetime. The values of other claims have any type.
 *
 * @publicApi
 */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * The fields of a profile that an issuer can state. The module sets `provider` and `subject`.
 *
 * @publicApi
 */
export type ProfileFields = Omit<ProviderProfile, 'provider' | 'subject'>;

/**
 * Maps the standard claims to a profile (OIDC Core §5.1).
 *
 * @param issuer origin from which pictures may be plain http, in development
 */
export function standardProfile(claims: Claims, issuer: string): ProfileFields {
  const email = parseEmail(claims['email']);
  const username = sanitizeText(claims['preferred_username']);
  return {
    username,
    name: sanitizeText(claims['name']) ?? username,
    email,
    emailVerified: email !== null && claims['email_verified'] === true,
    picture: parsePictureUrl(claims['picture'], new URL(issuer).origin),
  };
}
