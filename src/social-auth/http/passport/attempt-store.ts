import type { LoginTransaction } from '../../core/login-transaction.js';
import { randomToken } from '../../core/random.js';
import { sameText } from '../../core/same-text.js';
import type { AskProvider } from '../../providers/provider-http.js';

/** State and PKCE verifier of a login that begins. */
export interface LoginAttempt {
  state: string;
  codeVerifier: string;
}

/** What our requests to Passport carry beside the query: the attempt that begins, or the one that ends. */
export interface AttemptRequest {
  attemptId: string;
  attempt?: LoginAttempt;
  transaction?: LoginTransaction;
  /** Asks the provider, in an attempt that ends. */
  ask?: AskProvider;
}

/**
 * Where passport-oauth2 keeps state and PKCE verifier: in the attempt, which becomes a sealed cookie.
 *
 * The library picks the meaning of the arguments by the functions' `length`: exactly five and four.
 */
export const attemptStore = {
  store(
    request: AttemptRequest,
    codeVerifier: string,
    _state: unknown,
    _meta: unknown,
    done: (error: Error | null, state?: string) => void,
  ): void {
    const state = `${request.attemptId}.${randomToken()}`;
    request.attempt = { state, codeVerifier };
    done(null, state);
  },

  verify(
    { transaction }: AttemptRequest,
    state: string,
    _meta: unknown,
    done: (error: Error | null, ok?: string | false, info?: object) => void,
  ): void {
    if (transaction === undefined || !sameText(state, transaction.state)) {
      done(null, false, { message: 'state mismatch' });
      return;
    }
    done(null, transaction.codeVerifier);
  },
};
