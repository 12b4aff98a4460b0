import type { LoginTransaction } from '../../../core/login-transaction.js';
import { randomToken } from '../../../../crypto/random.js';
import { timingSafeEqualStrings } from '../../../../crypto/timing-safe-equal.js';
import type { FetchJson } from '../../../providers/provider-http-client.js';

/** State and PKCE verifier of a login that begins. */
export interface StoredState {
  state: string;
  codeVerifier: string;
}

/** What our requests to Passport carry beside the query: the attempt that begins, or the one that ends. */
export interface StateStoreRequest {
  transactionId: string;
  stored?: StoredState;
  transaction?: LoginTransaction;
  /** Asks the provider, in an attempt that ends. */
  fetchJson?: FetchJson;
}

/**
 * Where passport-oauth2 keeps state and PKCE verifier: in the attempt, which becomes a sealed cookie.
 *
 * The library picks the meaning of the arguments by the functions' `length`: exactly five and four.
 */
export const stateStore = {
  store(
    request: StateStoreRequest,
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
    { transaction }: StateStoreRequest,
    state: string,
    _meta: unknown,
    done: (error: Error | null, ok?: string | false, info?: object) => void,
  ): void {
    if (transaction === undefined || !timingSafeEqualStrings(state, transaction.state)) {
      done(null, false, { message: 'state mismatch' });
      return;
    }
    done(null, transaction.codeVerifier);
  },
};
