import { timingSafeEqualStrings } from '../../../../crypto/timing-safe-equal.js';
import type { ProviderHttp } from '../../../core/provider-flow.js';
import type { TokenResponse } from './token-set.js';

/** The request that a strategy receives, for the start or for the callback of a login. */
export interface StrategyRequest {
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Sends requests to the provider. */
  readonly http: ProviderHttp;
  /** `state` of the login. */
  readonly state: string;
  /** Parameters to add to the authorization request. */
  readonly authorizationParams?: Readonly<Record<string, string>>;
  /** PKCE verifier. Set by {@link stateStore} when a login starts. */
  codeVerifier?: string | undefined;
  /** Set by the strategy when it has exchanged the code. */
  tokenResponse?: TokenResponse;
}

/**
 * The state store of passport-oauth2: passes `state` and the PKCE verifier to the login transaction and back.
 *
 * `validate-callback.ts` has compared `state` before. The comparison here ensures that the strategy passes `state` on.
 *
 * passport-oauth2 selects the arguments by the `length` of the functions. `store` must have five parameters and
 * `verify` four.
 */
export const stateStore = {
  store(
    request: StrategyRequest,
    codeVerifier: string | undefined,
    _state: unknown,
    _meta: unknown,
    done: (error: Error | null, state?: string) => void,
  ): void {
    request.codeVerifier = codeVerifier;
    done(null, request.state);
  },

  verify(
    request: StrategyRequest,
    state: string,
    _meta: unknown,
    done: (error: Error | null, codeVerifier?: string | boolean, info?: object) => void,
  ): void {
    if (!timingSafeEqualStrings(state, request.state)) {
      done(null, false, { message: 'state mismatch' });
      return;
    }
    // True without PKCE.
    done(null, request.codeVerifier ?? true);
  },
};
