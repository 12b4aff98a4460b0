import { canonicalDomain } from '../../net/domain-name.js';
import { ConfigurationError } from '../core/errors.js';
import type { SignInPolicy } from '../core/sign-in-policy.js';
import { verifiedEmail } from './verified-email.js';

/**
 * Returns a policy that allows accounts whose verified email address has one of these domains.
 *
 * Domains are compared exactly, without regard to case, so list each subdomain. A verified address proves that the person
 * received mail there at some time, not that they still do. For Google Workspace, use the option `hostedDomain` of
 * `google()`.
 *
 * @param domains such as `example.com`, also with characters outside of ASCII
 * @throws ConfigurationError when the list is empty, or an entry is not a domain
 * @publicApi
 * @example
 * ```ts
 * canSignIn: emailDomains(['example.com', 'eng.example.com'])
 * ```
 */
export function emailDomains(domains: readonly string[]): SignInPolicy {
  const allowed = new Set(domains.map(parseDomain));
  if (allowed.size === 0) throw invalid('lists no domain');
  return ({ profile }) => {
    const email = verifiedEmail(profile);
    if (email === undefined) return { policy: 'verified_email' };
    return allowed.has(email.domain) || { policy: 'email_domain' };
  };
}

function parseDomain(given: string): string {
  const domain = canonicalDomain(given);
  if (domain === undefined) throw invalid(`lists "${given}", which is not a domain`);
  return domain;
}

const invalid = (problem: string) =>
  new ConfigurationError([
    { option: 'emailDomains()', problem, fix: "List domains such as 'example.com'." },
  ]);
