import {
  allowInsecureRequests,
  clockTolerance,
  Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  type CustomFetch,
} from 'openid-client';
import type { ProviderFlowContext, ProviderHttp } from '../../core/provider-flow.js';
import { ProviderHttpError } from '../provider-http-error.js';
import { clientAuthentication } from './client-authentication.js';
import { findInternalEndpoint } from './endpoint-hosts.js';
import { CLOCK_TOLERANCE_SECONDS } from './id-token-checks.js';
import { fetchOf, withSharedKeys } from './login-fetch.js';
import { toOidcError } from './oidc-error.js';
import type { ResolvedOidcOptions } from './oidc-options.js';

/** An issuer with known metadata. */
export class Issuer {
  /**
   * @param configuration for authorization URLs; keeps the keys, and sends no requests
   * @param create returns a configuration that sends its requests with another client
   */
  constructor(
    readonly configuration: Configuration,
    private readonly create: (fetch: CustomFetch) => Promise<Configuration>,
  ) {}

  /** Runs code of openid-client whose requests belong to one login. */
  async run<T>(http: ProviderHttp, work: (configuration: Configuration) => Promise<T>): Promise<T> {
    return withSharedKeys(this.configuration, await this.create(fetchOf(http)), work);
  }
}

/**
 * Requests the metadata of an issuer (OIDC Discovery §4), unless they are known.
 *
 * @throws ProviderHttpError when the issuer is unreachable or its metadata are invalid
 */
export async function discoverIssuer(
  options: ResolvedOidcOptions,
  context: ProviderFlowContext,
): Promise<Issuer> {
  const url = new URL(options.issuer);
  const client = { [clockTolerance]: CLOCK_TOLERANCE_SECONDS };
  const authentication = clientAuthentication(options);
  const { metadata } = options.quirks;
  if (metadata !== undefined) {
    const known = { ...metadata, issuer: options.issuer };
    const create = async (fetch: CustomFetch) =>
      configure(new Configuration(known, options.clientId, client, authentication), url, fetch);
    return new Issuer(await create(noRequest), create);
  }
  const discover = (fetch: CustomFetch) =>
    discovery(url, options.clientId, client, authentication, {
      [customFetch]: fetch,
      timeout: 0,
      // Validation permits plain http in development only.
      ...(url.protocol === 'http:' && { execute: [allowInsecureRequests] }),
    });
  try {
    const document = await context.withDeadline((http) => requestDocument(http, discover));
    // openid-client cannot copy a configuration, and one from its public constructor would lose the template of Entra's
    // issuer.
    const known: CustomFetch = async () => Response.json(document);
    const create = async (fetch: CustomFetch) => configure(await discover(known), url, fetch);
    return new Issuer(await create(noRequest), create);
  } catch (error) {
    const cause = toOidcError(error, url.host);
    throw new ProviderHttpError(`the discovery failed: ${cause.message}`, { cause });
  }
}

/** Returns the metadata of the issuer as it sent them, after openid-client has validated them. */
async function requestDocument(
  http: ProviderHttp,
  discover: (fetch: CustomFetch) => Promise<Configuration>,
): Promise<unknown> {
  const fetch = fetchOf(http);
  let document: unknown;
  await discover(async (...request) => {
    const response = await fetch(...request);
    document = await response
      .clone()
      .json()
      .catch(() => undefined);
    return response;
  });
  return document;
}

const noRequest: CustomFetch = () =>
  Promise.reject(new Error('openid-client sent a request outside of a login'));

function configure(configuration: Configuration, issuer: URL, fetch: CustomFetch): Configuration {
  const internal = findInternalEndpoint(issuer, configuration.serverMetadata());
  if (internal !== undefined) {
    throw new ProviderHttpError(`${issuer.host} declares the ${internal} on an internal address`);
  }
  configuration[customFetch] = fetch;
  // The login has a time limit of its own.
  configuration.timeout = 0;
  // By default, openid-client does not verify the signature of an ID token from the token endpoint.
  enableNonRepudiationChecks(configuration);
  return configuration;
}
