import type { AuthorizeRequest } from './grants.js';
import type { Persona } from './persona.js';
import type { ProviderName } from './provider.js';

/** What differs between providers in an authorize request and the redirect that ends it. */
export interface ProviderBehavior {
  readonly provider: ProviderName;
  /** The provider's name as people read it. */
  readonly title: string;
  /** Parameters without which the answer is a page. */
  readonly required: readonly string[];
  /** What of the asked scopes is granted, in the provider's spelling. */
  grantedScopes(asked: string): string[];
  /** The parameters of a successful redirect, in the provider's order. */
  approved(request: AuthorizeRequest, code: string, persona: Persona): CallbackParams;
  /** The parameters of a redirect after "Cancel". */
  denied(request: AuthorizeRequest): CallbackParams;
}

/** Query parameters of a redirect back to the application; null ones are left out. */
export type CallbackParams = Readonly<Record<string, string | null>>;
