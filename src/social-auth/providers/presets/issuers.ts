import type { FlowProvider } from '../../core/provider.js';
import { presetProvider, type OidcPreset, type PresetOptions } from './preset.js';

const READ_ON = '2026-11-30';

export const GITLAB: OidcPreset = {
  name: 'gitlab',
  label: 'GitLab',
  source: 'https://docs.gitlab.com/integration/openid_connect_provider/',
  readOn: READ_ON,
  differences: [],
};

export const KEYCLOAK: OidcPreset = {
  name: 'keycloak',
  label: 'Keycloak',
  source: 'https://www.keycloak.org/securing-apps/oidc-layers',
  readOn: READ_ON,
  differences: [
    'Before version 17, the issuer of Keycloak has `/auth` before `/realms`. Include `/auth` in `url`.',
  ],
};

export const AUTH0: OidcPreset = {
  name: 'auth0',
  label: 'Auth0',
  source:
    'https://auth0.com/docs/get-started/applications/configure-applications-with-oidc-discovery',
  readOn: READ_ON,
  differences: [
    'The issuer ends with a slash. If you have a custom domain, the issuer is on this domain.',
  ],
};

export const OKTA: OidcPreset = {
  name: 'okta',
  label: 'Okta',
  source: 'https://developer.okta.com/docs/reference/api/oidc/',
  readOn: READ_ON,
  differences: [
    'An organization has one built-in authorization server (issuer `https://<domain>`). Custom authorization servers (issuer `https://<domain>/oauth2/<id>`) need the add-on API Access Management.',
  ],
};

export const LINKEDIN: OidcPreset = {
  name: 'linkedin',
  label: 'LinkedIn',
  source:
    'https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2',
  readOn: READ_ON,
  differences: [
    'The module does not use PKCE, because the token endpoint rejects a PKCE verifier (`invalid_client`) unless LinkedIn has enabled PKCE for your app.',
    'The ID token has no `nonce`. Without PKCE and `nonce`, only `state` and the client secret protect a login. LinkedIn then cannot detect that an attacker injected the code of another login.',
  ],
  quirks: { hasNoPkce: true, hasNoNonce: true },
  defaults: { prompts: [], supportsMaxAge: false },
};

export const SLACK: OidcPreset = {
  name: 'slack',
  label: 'Slack',
  source: 'https://docs.slack.dev/authentication/sign-in-with-slack/',
  readOn: READ_ON,
  differences: [
    'The token endpoint returns errors with the status 200.',
    'A user has a separate account, with its own `sub`, for each workspace. The profile has the workspace (`https://slack.com/team_id`) as its organization.',
  ],
  defaults: {
    prompts: [],
    supportsMaxAge: false,
    toProfile: (claims) => ({
      username: claims['https://slack.com/user_id'],
      organizations: [claims['https://slack.com/team_id']],
    }),
  },
};

/**
 * Login with GitLab, on gitlab.com or your own instance.
 *
 * @param options.url address of your instance. Default: `https://gitlab.com`
 * @see https://docs.gitlab.com/integration/openid_connect_provider/
 * @publicApi
 * @example
 * ```ts
 * providers: [gitlab({ clientId, clientSecret })]
 * ```
 */
export function gitlab({
  url = 'https://gitlab.com',
  ...options
}: PresetOptions & { readonly url?: string }): FlowProvider {
  return presetProvider(GITLAB, withoutSlash(url), options);
}

/**
 * Login with a realm of Keycloak.
 *
 * @param options.url address of the server, such as `https://sso.example.com`
 * @param options.realm name of the realm
 * @see https://www.keycloak.org/securing-apps/oidc-layers
 * @publicApi
 * @example
 * ```ts
 * providers: [keycloak({ url: 'https://sso.example.com', realm: 'staff', clientId, clientSecret })]
 * ```
 */
export function keycloak({
  url,
  realm,
  ...options
}: PresetOptions & { readonly url: string; readonly realm: string }): FlowProvider {
  return presetProvider(
    KEYCLOAK,
    `${withoutSlash(url)}/realms/${encodeURIComponent(realm)}`,
    options,
  );
}

/**
 * Login with a tenant of Auth0.
 *
 * @param options.domain domain of the tenant, such as `example.eu.auth0.com`, or a custom domain
 * @see https://auth0.com/docs/get-started/applications/configure-applications-with-oidc-discovery
 * @publicApi
 * @example
 * ```ts
 * providers: [auth0({ domain: 'example.eu.auth0.com', clientId, clientSecret })]
 * ```
 */
export function auth0({
  domain,
  ...options
}: PresetOptions & { readonly domain: string }): FlowProvider {
  return presetProvider(AUTH0, `https://${domain}/`, options);
}

/**
 * Login with an organization of Okta.
 *
 * @param options.domain domain of the organization, such as `example.okta.com`
 * @param options.authorizationServer ID of a custom authorization server, such as `default`. Default: the server of the
 *   organization
 * @see https://developer.okta.com/docs/concepts/auth-servers/
 * @publicApi
 * @example
 * ```ts
 * providers: [okta({ domain: 'example.okta.com', clientId, clientSecret })]
 * ```
 */
export function okta({
  domain,
  authorizationServer,
  ...options
}: PresetOptions & {
  readonly domain: string;
  readonly authorizationServer?: string;
}): FlowProvider {
  const path = authorizationServer === undefined ? '' : `/oauth2/${authorizationServer}`;
  return presetProvider(OKTA, `https://${domain}${path}`, options);
}

/**
 * Login with LinkedIn: the product "Sign In with LinkedIn using OpenID Connect".
 *
 * LinkedIn supports neither PKCE nor `nonce` for such apps. See the reference of the presets.
 *
 * @see https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2
 * @publicApi
 * @example
 * ```ts
 * providers: [linkedin({ clientId, clientSecret })]
 * ```
 */
export function linkedin(options: PresetOptions): FlowProvider {
  return presetProvider(LINKEDIN, 'https://www.linkedin.com/oauth', options);
}

/**
 * Login with Slack.
 *
 * @see https://docs.slack.dev/authentication/sign-in-with-slack/
 * @publicApi
 * @example
 * ```ts
 * providers: [slack({ clientId, clientSecret })]
 * ```
 */
export function slack(options: PresetOptions): FlowProvider {
  return presetProvider(SLACK, 'https://slack.com', options);
}

const withoutSlash = (url: string) => url.replace(/\/$/, '');
