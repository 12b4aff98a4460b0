import { SocialAuthError } from '../../core/errors.js';

/** At most 255 ASCII characters (OIDC Core §2). Databases compare other characters in different ways. */
const SUB = /^[\x21-\x7e]{1,255}$/;

/** Maximum length of an issuer, so that the key fits into an index. */
const MAX_ISSUER_LENGTH = 512;

/**
 * Returns the subject of an account: the issuer and the `sub` of an ID token, such as
 * `https://accounts.example.com#248289761001`.
 *
 * A `sub` is unique within its issuer only (OIDC Core §2). With the issuer in the key, an equal `sub` of another issuer
 * never matches the account, for example of another tenant, or after the issuer of a provider is replaced. An issuer has no
 * fragment (OIDC Discovery §2), so the first `#` separates the two.
 *
 * @param iss the verified issuer of the ID token
 * @param sub the verified, raw `sub`
 * @throws SocialAuthError `login_refused` when `sub` is not a string of 1 to 255 printable ASCII characters
 */
export function subjectKey(iss: string, sub: unknown): string {
  if (typeof sub !== 'string' || !SUB.test(sub)) {
    throw refuse('the sub is not 1 to 255 printable ASCII characters');
  }
  if (iss.length > MAX_ISSUER_LENGTH || iss.includes('#')) {
    throw refuse('the issuer is too long or has a fragment');
  }
  return `${iss}#${sub}`;
}

const refuse = (reason: string) => new SocialAuthError('login_refused', { reason });
