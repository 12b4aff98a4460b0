import type { Provider } from '../../social-auth/index.js';
import { permits } from '../scopes.js';
import type { ExchangeClient } from './exchange-clients.js';
import { ExchangeError } from './exchange-error.js';

/** The identifier of access tokens (RFC 8693 §3). */
export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';

/** One or more scopes, separated by single spaces (RFC 6749 §3.3). */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;
const MAX_SCOPE_LENGTH = 4096;

/** The validated parameters of an exchange. */
export interface ExchangeRequest {
  /** Not verified. */
  readonly subjectToken: string;
  readonly provider: Provider;
  readonly scopes: readonly string[];
}

/**
 * Validates the parameters of an exchange (RFC 8693 §2.1). The parameter `audience` contains the name of the provider.
 *
 * @throws ExchangeError `invalid_request`, `invalid_target` or `invalid_scope`
 */
export function readExchangeRequest(
  params: URLSearchParams,
  client: ExchangeClient,
  providers: readonly Provider[],
): ExchangeRequest {
  const subjectToken = params.get('subject_token');
  if (subjectToken === null || subjectToken === '') {
    throw new ExchangeError('invalid_request', 'subject_token is missing.');
  }
  if (params.get('subject_token_type') !== ACCESS_TOKEN_TYPE) {
    throw new ExchangeError('invalid_request', `subject_token_type must be ${ACCESS_TOKEN_TYPE}.`);
  }
  if ((params.get('requested_token_type') ?? ACCESS_TOKEN_TYPE) !== ACCESS_TOKEN_TYPE) {
    throw new ExchangeError(
      'invalid_request',
      `requested_token_type must be ${ACCESS_TOKEN_TYPE}.`,
    );
  }
  if (params.has('actor_token') || params.has('actor_token_type')) {
    throw new ExchangeError('invalid_request', 'actor_token is not supported.');
  }
  const provider = readTarget(params, client, providers);
  return { subjectToken, provider, scopes: readScopes(params.get('scope'), provider, client) };
}

/**
 * Returns the provider in the parameter `audience`. The error is the same for unknown and for forbidden providers, so a
 * client cannot find out which providers exist.
 */
function readTarget(
  params: URLSearchParams,
  client: ExchangeClient,
  providers: readonly Provider[],
): Provider {
  const name = params.get('audience');
  const isPermitted = name !== null && Object.hasOwn(client.providers, name);
  const provider = isPermitted ? providers.find((each) => each.name === name) : undefined;
  if (provider !== undefined && !params.has('resource')) return provider;
  throw new ExchangeError(
    'invalid_target',
    'audience must be the name of a provider whose tokens the client may receive, without resource.',
  );
}

function readScopes(
  scope: string | null,
  provider: Provider,
  client: ExchangeClient,
): readonly string[] {
  if (scope === null || scope === '') return [];
  const isValid = scope.length <= MAX_SCOPE_LENGTH && SCOPE.test(scope);
  const scopes = isValid ? scope.split(' ') : [];
  if (isValid && isAllowed(provider, client, scopes)) return scopes;
  throw new ExchangeError('invalid_scope', 'The scope is malformed, or the client may not use it.');
}

/** Returns whether a client may receive a token with these scopes. The scopes of a login are always allowed. */
export function isAllowed(
  provider: Provider,
  client: ExchangeClient,
  scopes: readonly string[],
): boolean {
  return permits(provider, [...provider.scope, ...(client.providers[provider.name] ?? [])], scopes);
}
