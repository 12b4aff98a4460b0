import { domainToASCII, domainToUnicode } from 'node:url';

/**
 * Returns a domain name in lower case and ASCII (IDNA, RFC 5890 §2.3.2.1), so that equal names are equal texts.
 *
 * Rejects names in which the conversion replaces or removes characters. For example, `example.com` with a full-width
 * letter or an invisible character must not become `example.com`.
 *
 * @returns undefined when the text is not a domain name, is an IP address, or ends with a dot
 */
export function canonicalDomain(domain: string): string | undefined {
  if (domain !== domain.normalize('NFKC') || domain.endsWith('.')) return undefined;
  const name = domain.toLowerCase();
  const ascii = domainToASCII(name);
  const isUnchanged = ascii === name || domainToUnicode(ascii) === name;
  return isUnchanged && HOST_NAME.test(ascii) ? ascii : undefined;
}

/**
 * Labels of letters, digits and hyphens (RFC 1123 §2.1). The last label starts with a letter, so an IPv4 address does
 * not match.
 */
const HOST_NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
