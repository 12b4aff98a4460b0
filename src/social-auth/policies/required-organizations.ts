import type { Provider } from '../core/provider.js';
import type { SignInPolicy } from '../core/sign-in-policy.js';

/** Returns the policy of `requiredOrganizations` of the providers. */
export function requiredOrganizations(providers: readonly Provider[]): SignInPolicy {
  const required = new Map(providers.map((each) => [each.name, each.requiredOrganizations]));
  return ({ profile: { provider, organizations = [] } }) => {
    const allowed = required.get(provider);
    if (allowed === undefined) return true;
    return organizations.some((name) => allowed.includes(name)) || { policy: 'organization' };
  };
}
