import type { EmulatorState } from '../server/route.js';
import type { EmulatorClient } from './client-registry.js';

/**
 * Revokes all tokens that a client has for a persona, and removes the consent, so that the next login asks for consent
 * again.
 */
export function revokeGrants(
  { tokens, consents }: EmulatorState,
  client: EmulatorClient,
  personaId: string,
): void {
  const { provider, clientId } = client;
  tokens.revoke(
    ({ request, personaId: owner }) =>
      owner === personaId && request.provider === provider && request.client.clientId === clientId,
  );
  consents.remove(client, personaId);
}
