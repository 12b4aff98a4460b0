import type { FlowProvider } from '../../core/provider.js';
import { ConfigurationError } from '../../core/errors.js';
import { providerOption } from '../../core/validate-providers.js';
import { findCredentialProblem } from './client-credentials.js';
import type { IssuerQuirks, OidcOptions } from './oidc-options.js';

/**
 * Login with any OpenID Connect issuer.
 *
 * The metadata of the issuer are requested at the first login, not at start. The ID token is verified: signature with an
 * asymmetric algorithm, `iss`, `aud`, `azp`, `nonce`, `exp`, `iat` and `at_hash`. The subject of an account is
 * `<issuer>#<sub>`.
 *
 * @throws ConfigurationError when the credentials of the client are missing or contradictory
 * @see https://openid.net/specs/openid-connect-core-1_0.html
 * @publicApi
 * @example
 * ```ts
 * providers: [oidc({ name: 'example', label: 'Example', issuer: 'https://id.example.com', clientId, clientSecret })]
 * ```
 */
export function oidc(options: OidcOptions): FlowProvider {
  return oidcWithQuirks(options, {});
}

/**
 * Returns the provider of an issuer that differs from the standard.
 *
 * @throws ConfigurationError
 */
export function oidcWithQuirks(options: OidcOptions, quirks: IssuerQuirks): FlowProvider {
  const { name, label, iconUrl, issuer, clientId, clientSecret } = options;
  const problem = findIssuerProblem(issuer) ?? findCredentialProblem(options);
  if (problem !== undefined) {
    throw new ConfigurationError([{ option: providerOption(name), problem }]);
  }
  const scope = [...new Set(['openid', ...(options.scope ?? ['email', 'profile'])])];
  const resolved = { ...options, scope, quirks };
  return {
    name,
    label,
    ...(iconUrl !== undefined && { iconUrl }),
    clientId,
    ...(typeof clientSecret === 'string' && { clientSecret }),
    scope,
    authorizationParams: options.authorizationParams,
    endpoints: [issuer],
    prompts: options.prompts ?? ['login', 'consent'],
    supportsMaxAge: options.supportsMaxAge ?? true,
    tokens: options.tokens ?? false,
    ...(quirks.usesFormPost === true && { responseMode: 'form_post' }),
    // Apps without such a provider do not load openid-client.
    createFlow: async (context) => {
      const { OidcFlow } = await import('./oidc-flow.js');
      return new OidcFlow(resolved, context);
    },
  };
}

/** @returns undefined for a URL that can be the issuer of ID tokens (OIDC Discovery §2) */
function findIssuerProblem(issuer: string): string | undefined {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    return 'has an issuer that is not an https URL';
  }
  const isPlain =
    url.search === '' && url.hash === '' && url.username === '' && !issuer.includes('#');
  return isPlain ? undefined : 'has an issuer with a query, a fragment or credentials';
}
