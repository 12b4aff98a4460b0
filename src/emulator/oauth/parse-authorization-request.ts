import { isLoopback } from '../../net/loopback.js';
import { HttpError } from '../server/http.js';
import type { AuthorizationRequest } from './authorization-request.js';
import type { ClientRegistry, EmulatorClient } from './client-registry.js';
import { parseOpenIdParams } from './parse-openid-params.js';
import type { ProviderBehavior } from './provider-behavior.js';

/**
 * Validates the parameters of an authorization request.
 *
 * @throws HttpError when a parameter is missing, repeated or invalid
 */
export function parseAuthorizationRequest(
  query: URLSearchParams,
  behavior: ProviderBehavior,
  clients: ClientRegistry,
): AuthorizationRequest {
  rejectRepeatedParams(query);
  rejectMissingParams(query, behavior.required);
  const client = findClient(query.get('client_id') ?? '', behavior, clients);
  const redirectUri = parseRedirectUri(query, client);
  const responseType = query.get('response_type') ?? 'code';
  if (responseType !== 'code') {
    throw new HttpError(
      400,
      'unsupported_response_type',
      `response_type=${responseType} is not supported.`,
    );
  }
  return {
    provider: behavior.provider,
    client,
    redirectUri,
    // A GitHub App has permissions instead of scopes.
    scopes: client.type === 'github-app' ? [] : behavior.requestedScopes(query.get('scope') ?? ''),
    state: query.get('state'),
    codeChallenge: parseCodeChallenge(query),
    ...parseOpenIdParams(query, behavior.prompts),
  };
}

function rejectRepeatedParams(query: URLSearchParams): void {
  const repeated = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (repeated !== undefined) {
    throw new HttpError(400, 'invalid_request', `The parameter ${repeated} is repeated.`);
  }
}

function rejectMissingParams(query: URLSearchParams, required: readonly string[]): void {
  const missing = required.find((name) => !query.get(name));
  if (missing !== undefined) {
    throw new HttpError(400, 'invalid_request', `The parameter ${missing} is missing.`);
  }
}

function findClient(
  clientId: string,
  { provider }: ProviderBehavior,
  clients: ClientRegistry,
): EmulatorClient {
  const client = clients.find(provider, clientId);
  if (!client) {
    throw new HttpError(400, 'invalid_client', `The client "${clientId}" is not registered.`);
  }
  return client;
}

function parseRedirectUri(query: URLSearchParams, client: EmulatorClient): string {
  const requested = query.get('redirect_uri');
  const uri = requested ?? client.redirectUris[0];
  if (uri !== undefined && isRegistered(client, uri)) {
    return uri;
  }
  const registered = client.redirectUris.join(', ') || 'none. Add one with registerRedirectUri()';
  throw new HttpError(
    400,
    'redirect_uri_mismatch',
    `The redirect URI ${requested ?? '(none)'} is not registered. Registered: ${registered}.`,
  );
}

// If the client has no registered redirect URIs, allows any loopback URI, so that development needs no registration.
function isRegistered({ redirectUris }: EmulatorClient, uri: string): boolean {
  return redirectUris.length === 0
    ? URL.canParse(uri) && isLoopback(new URL(uri).hostname)
    : redirectUris.includes(uri);
}

// Rejects a challenge without a method, because the method is then "plain" (RFC 7636 §4.3), which is not supported.
function parseCodeChallenge(query: URLSearchParams): string | null {
  const challenge = query.get('code_challenge');
  const method = query.get('code_challenge_method');
  if (challenge === null && method === null) {
    return null;
  }
  if (method !== 'S256') {
    throw new HttpError(400, 'invalid_request', 'code_challenge_method must be S256.');
  }
  if (!/^[A-Za-z0-9_-]{43}$/.test(challenge ?? '')) {
    throw new HttpError(400, 'invalid_request', 'code_challenge must be 43 base64url characters.');
  }
  return challenge;
}
