import { randomToken } from '../../../../crypto/random.js';
import { timingSafeEqualStrings } from '../../../../crypto/timing-safe-equal.js';
import type { LoginTransaction } from '../../../core/login-transaction.js';
import type { FetchJson } from '../../../providers/provider-http-client.js';

/** `state` and PKCE verifier of a login that starts. */
export interface StoredState {
  readonly state: string;
  readonly codeVerifier: string;
}

/** The request that a strategy receives, for the start or for the callback of a login. */
export interface StrategyRequest {
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Sends requests to the provider. */
  readonly fetchJson: FetchJson;
  /** Id of the login that starts. */
  readonly transactionId?: string;
  /** Set by {@link stateStore} when a login starts. */
  stored?: StoredState;
  /** The login of the callback. */
  readonly transaction?: LoginTransaction;
}

/**
 * The state store of passport-oauth2: passes `state` and the PKCE verifier to the login transaction and back.
 *
 * `state` has been compared before, see `validate-callback.ts`. This comparison ensures that the strategy passes it on.
 *
 * passport-oauth2 selects the arguments by the `length` of the functions. `store` must have five parameters and
 * `verify` four.
 */
export const stateStore = {
  store(
    request: StrategyRequest,
    codeVerifier: string,
    _state: unknown,
    _meta: unknown,
    done: (error: Error | null, state?: string) => void,
  ): void {
    const state = `${request.transactionId}.${randomToken()}`;
    request.stored = { state, codeVerifier };
    done(null, state);
  },

  verify(
    { transaction }: StrategyRequest,
    state: string,
    _meta: unknown,
    done: (error: Error | null, codeVerifier?: string | false, info?: object) => void,
  ): void {
    if (transaction === undefined || !timingSafeEqualStrings(state, transaction.state)) {
      done(null, false, { message: 'state mismatch' });
      return;
    }
    done(null, transaction.codeVerifier);
  },
};
