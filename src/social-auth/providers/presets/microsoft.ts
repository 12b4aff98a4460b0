import { ConfigurationError } from '../../core/errors.js';
import type { FlowProvider } from '../../core/provider.js';
import { providerOption } from '../../core/validate-providers.js';
import { presetProvider, type OidcPreset, type PresetOptions } from './preset.js';

/** A GUID, a domain, or one of the names for several directories. */
const TENANT = /^[a-z0-9][a-z0-9.-]{0,252}$/i;

export const MICROSOFT: OidcPreset = {
  name: 'microsoft',
  label: 'Microsoft',
  source: 'https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference',
  readOn: '2026-11-30',
  differences: [
    'The tenants `common`, `organizations` and `consumers` have an issuer with the placeholder `{tenantid}`. In an ID token, `iss` contains the directory of the user (`tid`) instead of the placeholder.',
    'The profile has the directory (`tid`) as its organization. Personal accounts have the directory `9188040d-6c67-4c5b-b112-36a304b66dad`.',
    'Administrators of a directory can give a user any email address. Therefore the address counts as verified only if the ID token has the optional claim `xms_edov`.',
  ],
  defaults: {
    // Microsoft documents no `max_age`, and `auth_time` is an optional claim.
    prompts: ['login', 'consent', 'select_account'],
    supportsMaxAge: false,
    // The ID token has the same claims as the userinfo endpoint, except a picture, which requires an access token.
    userinfo: false,
    toProfile: (claims) => ({
      emailVerified: claims['xms_edov'] === true,
      picture: null,
      organizations: [claims['tid']],
    }),
  },
};

/**
 * Options of `microsoft()`.
 *
 * @publicApi
 */
export interface MicrosoftOptions extends PresetOptions {
  /**
   * The directory whose users can sign in, by its ID or one of its domains. `organizations` permits all directories,
   * `consumers` personal accounts, and `common` both.
   */
  readonly tenant: string;
}

/**
 * Login with Microsoft Entra ID and personal Microsoft accounts.
 *
 * An account is identified by the issuer of its directory and `sub`. An email address is verified only if the ID token has
 * the optional claim `xms_edov`, which you enable for the app in Entra.
 *
 * @throws ConfigurationError when an option is invalid
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc
 * @publicApi
 * @example
 * ```ts
 * providers: [microsoft({ tenant: 'contoso.onmicrosoft.com', clientId, clientSecret })]
 * ```
 */
export function microsoft({ tenant, ...options }: MicrosoftOptions): FlowProvider {
  if (!TENANT.test(tenant)) {
    const problem = 'has a tenant that is not a directory ID, a domain, or common';
    throw new ConfigurationError([
      { option: providerOption(options.name ?? MICROSOFT.name), problem },
    ]);
  }
  const issuer = `https://login.microsoftonline.com/${tenant}/v2.0`;
  return presetProvider(MICROSOFT, issuer, options);
}
