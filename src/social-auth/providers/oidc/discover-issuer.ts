import {
  allowInsecureRequests,
  clockTolerance,
  Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client';
import type { ProviderFlowContext } from '../../core/provider-flow.js';
import { ProviderHttpError } from '../provider-http-error.js';
import { clientAuthentication } from './client-authentication.js';
import { findInternalEndpoint } from './endpoint-hosts.js';
import { CLOCK_TOLERANCE_SECONDS } from './id-token-checks.js';
import { loginFetch, withHttp } from './login-fetch.js';
import { toOidcError } from './oidc-error.js';
import type { ResolvedOidcOptions } from './oidc-options.js';

/**
 * Requests the metadata of an issuer (OIDC Discovery §4), unless they are known.
 *
 * @throws ProviderHttpError when the issuer is unreachable or its metadata are invalid
 */
export async function discoverIssuer(
  options: ResolvedOidcOptions,
  context: ProviderFlowContext,
): Promise<Configuration> {
  const issuer = new URL(options.issuer);
  const client = { [clockTolerance]: CLOCK_TOLERANCE_SECONDS };
  const authentication = clientAuthentication(options);
  const { metadata } = options.quirks;
  if (metadata !== undefined) {
    const known = { ...metadata, issuer: options.issuer };
    return configure(new Configuration(known, options.clientId, client, authentication), issuer);
  }
  try {
    const configuration = await context.withDeadline((http) =>
      withHttp(http, () =>
        discovery(issuer, options.clientId, client, authentication, {
          [customFetch]: loginFetch,
          // Validation permits plain http in development only.
          ...(issuer.protocol === 'http:' && { execute: [allowInsecureRequests] }),
        }),
      ),
    );
    return configure(configuration, issuer);
  } catch (error) {
    const cause = toOidcError(error, issuer.host);
    throw new ProviderHttpError(`the discovery failed: ${cause.message}`, { cause });
  }
}

function configure(configuration: Configuration, issuer: URL): Configuration {
  const internal = findInternalEndpoint(issuer, configuration.serverMetadata());
  if (internal !== undefined) {
    throw new ProviderHttpError(`${issuer.host} declares the ${internal} on an internal address`);
  }
  configuration[customFetch] = loginFetch;
  // The login has a time limit of its own.
  configuration.timeout = 0;
  // By default, openid-client does not verify the signature of an ID token from the token endpoint.
  enableNonRepudiationChecks(configuration);
  return configuration;
}
