import type { FaultInjector } from '../faults/fault-injector.js';
import type { ClientRegistry } from '../oauth/client-registry.js';
import type { GrantStore } from '../oauth/grant-store.js';
import type { PersonaRegistry } from '../personas/persona-registry.js';
import type { Endpoint, ProviderName } from '../provider.js';
import type { EmulatorRequest, EmulatorResponse } from './http.js';

/** The state that the routes share. */
export interface EmulatorState {
  readonly origin: string;
  readonly autoApprove: boolean;
  readonly clients: ClientRegistry;
  readonly personas: PersonaRegistry;
  readonly grants: GrantStore;
  readonly faults: FaultInjector;
}

/** A method and a path with their handler. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  handle(request: EmulatorRequest): EmulatorResponse;
}

/** A route of a provider, to which faults can be applied. */
export interface EndpointRoute extends Route {
  readonly provider: ProviderName;
  readonly endpoint: Endpoint;
  /** Returns the id of the persona that a request is about, if the request identifies one. */
  personaId(request: EmulatorRequest): string | undefined;
}
