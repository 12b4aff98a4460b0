import { canonicalDomain } from '../../net/domain-name.js';

/** An email address, in the form in which addresses are compared. */
export interface CanonicalEmail {
  /** The address in lower case, with the domain in ASCII. */
  readonly address: string;
  /** The domain in lower case and ASCII. */
  readonly domain: string;
}

/**
 * Returns the canonical form of an email address.
 *
 * Rejects addresses with compatibility characters (Unicode NFKC). For example, the Kelvin sign (U+212A) becomes the letter
 * `k` in lower case, although the address belongs to another mailbox.
 *
 * @returns undefined when the address cannot be compared
 */
export function canonicalEmail(email: string): CanonicalEmail | undefined {
  const at = email.lastIndexOf('@');
  const [local, domain] = [email.slice(0, at), canonicalDomain(email.slice(at + 1))];
  if (at < 1 || local.includes('@') || local !== local.normalize('NFKC')) return undefined;
  return domain === undefined ? undefined : { address: `${local.toLowerCase()}@${domain}`, domain };
}

/** Returns the canonical form of the email address of a profile, if the provider has verified it. */
export function verifiedEmail(profile: {
  readonly email: string | null;
  readonly emailVerified: boolean;
}): CanonicalEmail | undefined {
  return profile.emailVerified && profile.email !== null
    ? canonicalEmail(profile.email)
    : undefined;
}
