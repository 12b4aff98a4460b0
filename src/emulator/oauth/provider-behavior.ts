import type { Persona } from '../personas/persona.js';
import type { ProviderName } from '../provider.js';
import type { AuthorizationRequest } from './grant-store.js';

/** The differences between providers in authorization requests and callbacks. */
export interface ProviderBehavior {
  readonly provider: ProviderName;
  /** The display name of the provider. */
  readonly title: string;
  /** The required parameters of an authorization request. */
  readonly required: readonly string[];
  /** Returns the granted scopes for the `scope` parameter, in the notation of the provider. */
  grantedScopes(scope: string): string[];
  /** Returns the callback parameters of an approved request, in the order of the provider. */
  approved(request: AuthorizationRequest, code: string, persona: Persona): CallbackParams;
  /** Returns the callback parameters of a canceled request. */
  denied(request: AuthorizationRequest): CallbackParams;
}

/** The query parameters of a callback. Null values are omitted. */
export type CallbackParams = Readonly<Record<string, string | null>>;
