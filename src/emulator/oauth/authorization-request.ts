import type { ProviderName } from '../provider.js';
import type { EmulatorClient } from './client-registry.js';

/**
 * A value of the parameter `prompt` (OpenID Connect Core §3.1.2.1).
 *
 * `none` shows no page. `login` requires a new authentication. `consent` asks for consent to all requested scopes.
 * `select_account` lets the user choose an account.
 */
export type Prompt = 'none' | 'login' | 'consent' | 'select_account';

/** All values of {@link Prompt}. */
export const PROMPTS: readonly Prompt[] = ['none', 'login', 'consent', 'select_account'];

/** A valid authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1). */
export interface AuthorizationRequest {
  readonly provider: ProviderName;
  readonly client: EmulatorClient;
  readonly redirectUri: string;
  /** The requested scopes in the notation of the provider. */
  readonly scopes: readonly string[];
  readonly state: string | null;
  readonly codeChallenge: string | null;
  readonly nonce: string | null;
  readonly prompts: ReadonlySet<Prompt>;
  /** The maximum age of the authentication in seconds, or null if there is no maximum. */
  readonly maxAge: number | null;
  /** Whether the id_token contains `auth_time`. */
  readonly includeAuthTime: boolean;
  /** Whether Google issues a refresh token. True for `access_type=offline`. */
  readonly offline: boolean;
  /**
   * Whether the tokens also have all scopes that the user granted to the client before. True for
   * `include_granted_scopes=true`.
   */
  readonly includeGrantedScopes: boolean;
}

/** The approval of an authorization request by a persona. */
export interface Grant {
  readonly request: AuthorizationRequest;
  readonly personaId: string;
  /**
   * The scopes of the tokens. These are the scopes that the persona did not refuse, and possibly the scopes of earlier
   * requests.
   */
  readonly scopes: readonly string[];
  /** The time of the authentication in milliseconds since 1970. */
  readonly authenticatedAt: number;
  /** Whether the persona consented to a new scope. False if the persona had granted all scopes before. */
  readonly hasNewConsent: boolean;
}
