import { canonicalDomain } from '../../net/domain-name.js';
import { ConfigurationError } from '../core/errors.js';
import type { PassportProvider } from '../core/provider.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { providerOption } from '../core/validate-providers.js';

/** The options of a provider that only accounts of Google Workspace organizations may sign in with. */
export interface HostedDomainOptions {
  readonly hostedDomain?: string | readonly string[];
  readonly authorizationParams?: Readonly<Record<string, string>> | undefined;
}

/**
 * Returns the properties of a provider that only accounts of Google Workspace organizations may sign in with.
 *
 * Google's page then offers only such accounts. Users can change the parameter `hd` of the request, so only the claim `hd`
 * decides.
 *
 * @param options not validated
 * @throws ConfigurationError when `hostedDomain` is not one or more domains
 * @see https://developers.google.com/identity/openid-connect/openid-connect#hd-param
 */
export function requireHostedDomain(
  options: HostedDomainOptions,
): Pick<PassportProvider, 'requiredOrganizations' | 'authorizationParams'> {
  const domains = [options.hostedDomain].flat().map(parseDomain);
  const valid = domains.filter((domain) => domain !== undefined);
  if (valid.length === 0 || valid.length < domains.length) {
    const problem =
      'has an option hostedDomain that is not one or more domains, such as example.com';
    throw new ConfigurationError([{ option: providerOption('google'), problem }]);
  }
  return {
    requiredOrganizations: valid,
    authorizationParams: {
      ...options.authorizationParams,
      hd: valid.length === 1 ? valid.join() : '*',
    },
  };
}

/** Returns the organization of a Google Workspace account, by the claim `hd`. Personal accounts have none. */
export function readHostedDomain(hd: unknown): Pick<ProviderProfile, 'organizations'> {
  const domain = parseDomain(hd);
  return domain === undefined ? {} : { organizations: [domain] };
}

const parseDomain = (value: unknown) =>
  typeof value === 'string' ? canonicalDomain(value) : undefined;
