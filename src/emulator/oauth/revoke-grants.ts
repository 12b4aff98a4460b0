import type { EmulatorState } from '../server/route.js';
import type { EmulatorClient } from './client-registry.js';

/** Revokes all tokens of a persona for a client, and the consent: the next login asks for it again. */
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
