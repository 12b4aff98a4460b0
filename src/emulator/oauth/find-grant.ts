import type { EmulatorState } from '../server/route.js';
import type { Grant } from './authorization-request.js';
import type { EmulatorClient } from './client-registry.js';

/**
 * Returns the grant of the code in a token request. A code can be used only once.
 *
 * @returns undefined when the code is unknown, or was issued to another client
 */
export function consumeGrant(
  { grants }: EmulatorState,
  client: EmulatorClient,
  form: URLSearchParams,
): Grant | undefined {
  return ofClient(client, grants.consumeCode(form.get('code') ?? ''));
}

/**
 * Returns the grant of the refresh token in a token request.
 *
 * @returns undefined when the token is invalid, or was issued to another client
 */
export function refreshableGrant(
  { tokens }: EmulatorState,
  client: EmulatorClient,
  form: URLSearchParams,
): Grant | undefined {
  const token = form.get('refresh_token') ?? '';
  return ofClient(client, tokens.findRefreshToken(client.provider, token));
}

function ofClient(
  { provider, clientId }: EmulatorClient,
  grant: Grant | undefined,
): Grant | undefined {
  const { request } = grant ?? {};
  const isOwn = request?.provider === provider && request.client.clientId === clientId;
  return isOwn ? grant : undefined;
}
