import { isLoopback } from '../net/loopback.js';
import { AuthorizeError, type EmulatorRequest } from './http.js';
import type { EmulatorClient, ClientRegistry } from './client-registry.js';
import type { ProviderBehavior } from './provider-behavior.js';
import type { AuthorizeRequest } from './grants.js';

/** Checks an authorize request; throws {@link AuthorizeError} for what must be a page and no redirect (RFC 6749 §4.1.2.1). */
export function checkAuthorizeRequest(
  { query }: EmulatorRequest,
  dialect: ProviderBehavior,
  clients: ClientRegistry,
): AuthorizeRequest {
  refuseRepeated(query);
  for (const name of dialect.required) {
    if (!query.get(name)) {
      throw new AuthorizeError('invalid_request', `Missing required parameter: ${name}`);
    }
  }
  const client = clients.find(dialect.provider, query.get('client_id') ?? '');
  if (!client) {
    throw new AuthorizeError(
      'invalid_client',
      `No client "${query.get('client_id')}" is registered.`,
    );
  }
  const redirectUri = checkRedirectUri(client, query.get('redirect_uri'));
  const responseType = query.get('response_type') ?? 'code';
  if (responseType !== 'code') {
    throw new AuthorizeError(
      'unsupported_response_type',
      `Not supported: response_type=${responseType}`,
    );
  }
  return {
    provider: dialect.provider,
    clientId: client.clientId,
    redirectUri,
    scopes: dialect.grantedScopes(query.get('scope') ?? ''),
    state: query.get('state'),
    codeChallenge: checkChallenge(query),
  };
}

function refuseRepeated(query: URLSearchParams): void {
  for (const name of query.keys()) {
    if (query.getAll(name).length > 1) {
      throw new AuthorizeError(
        'invalid_request',
        `Parameters can only have a single value: ${name}`,
      );
    }
  }
}

function checkRedirectUri(client: EmulatorClient, asked: string | null): string {
  const uri = asked ?? client.redirectUris[0];
  if (uri !== undefined && isRegistered(client, uri)) {
    return uri;
  }
  const registered = client.redirectUris.join(', ') || 'none yet (registerRedirectUri() adds one)';
  throw new AuthorizeError(
    'redirect_uri_mismatch',
    `The redirect URI ${asked ?? '(none)'} is not registered for "${client.clientId}". Registered: ${registered}.`,
  );
}

/** A client without redirect URIs may use any on this machine, so that development needs no registration. */
function isRegistered({ redirectUris }: EmulatorClient, uri: string): boolean {
  return redirectUris.length === 0
    ? URL.canParse(uri) && isLoopback(new URL(uri).hostname)
    : redirectUris.includes(uri);
}

// RFC 7636 §4.3 makes "plain" the default; a client that means S256 must say so.
function checkChallenge(query: URLSearchParams): string | null {
  const challenge = query.get('code_challenge');
  const method = query.get('code_challenge_method');
  if (challenge === null && method === null) {
    return null;
  }
  if (method !== 'S256') {
    throw new AuthorizeError('invalid_request', 'code_challenge_method must be S256.');
  }
  if (!/^[A-Za-z0-9_-]{43}$/.test(challenge ?? '')) {
    throw new AuthorizeError('invalid_request', 'code_challenge must be 43 base64url characters.');
  }
  return challenge;
}
