import { FaultInjector } from './faults/fault-injector.js';
import { BrowserSessions } from './oauth/browser-sessions.js';
import { ClientRegistry } from './oauth/client-registry.js';
import { Consents } from './oauth/consents.js';
import { GrantStore } from './oauth/grant-store.js';
import { TokenStore } from './oauth/token-store.js';
import { SigningKeys } from './openid/signing-keys.js';
import { createPersona } from './personas/create-persona.js';
import { DEFAULT_PERSONAS } from './personas/default-personas.js';
import { PersonaRegistry } from './personas/persona-registry.js';
import { GOOGLE_ISSUER } from './provider.js';
import type { ProviderEmulatorOptions } from './provider-emulator-options.js';
import type { EmulatorState } from './server/route.js';

/**
 * Creates the state of an emulator at `origin`.
 *
 * @throws Error when the id of a persona is invalid
 */
export function createState(options: ProviderEmulatorOptions, origin: string): EmulatorState {
  const now = options.now ?? Date.now;
  return {
    origin,
    issuer: options.issuer === 'origin' ? origin : GOOGLE_ISSUER,
    autoApprove: options.autoApprove ?? false,
    rememberAccount: options.rememberAccount ?? false,
    clients: new ClientRegistry(options.clients ?? []),
    personas: new PersonaRegistry(options.personas?.map(createPersona) ?? DEFAULT_PERSONAS),
    grants: new GrantStore(now),
    tokens: new TokenStore(now, {
      ...(options.accessTokenLifetimeMs !== undefined && {
        accessTokenMs: options.accessTokenLifetimeMs,
      }),
      ...(options.refreshTokenLifetimeMs !== undefined && {
        refreshTokenMs: options.refreshTokenLifetimeMs,
      }),
    }),
    consents: new Consents(),
    sessions: new BrowserSessions(now),
    signingKeys: new SigningKeys(),
    faults: new FaultInjector(),
    now,
  };
}
