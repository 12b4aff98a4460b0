import type { ClientRegistry } from './client-registry.js';
import type { FaultInjector } from './fault-injector.js';
import type { Grants } from './grants.js';
import type { PersonaRegistry } from './persona-registry.js';
import type { EmulatorRequest, EmulatorResponse } from './http.js';
import type { Endpoint, ProviderName } from './provider.js';

/** Everything the endpoints share. */
export interface EmulatorState {
  readonly origin: string;
  readonly autoApprove: boolean;
  readonly now: () => number;
  readonly clients: ClientRegistry;
  readonly personas: PersonaRegistry;
  readonly grants: Grants;
  readonly faults: FaultInjector;
}

/** One method and path, and what answers it. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly provider?: ProviderName;
  readonly endpoint?: Endpoint;
  /** The persona a call concerns, as far as it shows. */
  personaId?(call: EmulatorRequest): string | undefined;
  answer(call: EmulatorRequest): EmulatorResponse;
}
