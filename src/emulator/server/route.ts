import type { FaultInjector } from '../faults/fault-injector.js';
import type { BrowserSessions } from '../oauth/browser-sessions.js';
import type { ClientRegistry } from '../oauth/client-registry.js';
import type { Consents } from '../oauth/consents.js';
import type { GrantStore } from '../oauth/grant-store.js';
import type { TokenStore } from '../oauth/token-store.js';
import type { SigningKeys } from '../openid/signing-keys.js';
import type { PersonaRegistry } from '../personas/persona-registry.js';
import type { Endpoint, ProviderName } from '../provider.js';
import type { EmulatorRequest, EmulatorResponse } from './http.js';

/** The state that the routes share. */
export interface EmulatorState {
  readonly origin: string;
  /** The issuer of the emulated Google. */
  readonly issuer: string;
  readonly autoApprove: boolean;
  readonly rememberAccount: boolean;
  readonly clients: ClientRegistry;
  readonly personas: PersonaRegistry;
  readonly grants: GrantStore;
  readonly tokens: TokenStore;
  readonly consents: Consents;
  readonly sessions: BrowserSessions;
  readonly signingKeys: SigningKeys;
  readonly faults: FaultInjector;
  /** Returns the current time in milliseconds since 1970. */
  readonly now: () => number;
}

/** A method and a path with their handler. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The path. A segment in braces is a parameter, such as `{org}`. */
  readonly path: string;
  /** Distinguishes routes with the same method and path. The first route that accepts a request handles the request. */
  accepts?(request: EmulatorRequest): boolean;
  handle(request: EmulatorRequest): EmulatorResponse | Promise<EmulatorResponse>;
}

/** A route of a provider, to which faults can be applied. */
export interface EndpointRoute extends Route {
  readonly provider: ProviderName;
  readonly endpoint: Endpoint;
  /** Returns the id of the persona, if the request identifies one. */
  personaId(request: EmulatorRequest): string | undefined;
}
