import type { Persona } from '../personas/persona.js';
import type { ProviderName } from '../provider.js';
import type { AuthorizationRequest, Grant, Prompt } from './authorization-request.js';

/** An error of the authorization endpoint (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6). */
export type AuthorizationError = 'access_denied' | 'login_required' | 'interaction_required';

/** How a provider handles authorization requests and callbacks, where the providers differ. */
export interface ProviderBehavior {
  readonly provider: ProviderName;
  /** The display name of the provider. */
  readonly title: string;
  /** The required parameters of an authorization request. */
  readonly required: readonly string[];
  /** The supported values of the parameter `prompt`. */
  readonly prompts: readonly Prompt[];
  /** Returns the scopes in the parameter `scope`, in the notation of the provider. */
  requestedScopes(scope: string): string[];
  /** Returns what a scope permits, as a text for users. Returns undefined if users cannot refuse the scope. */
  describeOptionalScope(scope: string): string | undefined;
  /** Returns the callback parameters of an approved request, in the order of the provider. */
  approved(grant: Grant, code: string, persona: Persona): CallbackParams;
  /** Returns the callback parameters of a request that failed. */
  denied(request: AuthorizationRequest, error: AuthorizationError): CallbackParams;
}

/** The query parameters of a callback. Null values are omitted. */
export type CallbackParams = Readonly<Record<string, string | null>>;
