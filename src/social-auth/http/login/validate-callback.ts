import { timingSafeEqualStrings } from '../../../crypto/timing-safe-equal.js';
import type { LoginTransaction } from '../../core/login-transaction.js';
import type { Provider } from '../../core/provider.js';
import type { CallbackParams } from './callback-params.js';

/**
 * Compares a callback with the login transaction of the browser: `state` (RFC 6749 §10.12), the provider, the redirect
 * URI and `iss` (RFC 9207).
 *
 * @param redirectUri of the route that received the callback
 * @returns the reason to refuse the callback, for the log; undefined when it belongs to the transaction
 */
export function findMismatch(
  transaction: LoginTransaction,
  { state, iss }: CallbackParams,
  { name, issuer }: Provider,
  redirectUri: string,
): string | undefined {
  if (!timingSafeEqualStrings(state, transaction.state)) {
    return 'the state of the callback does not match the login transaction';
  }
  if (transaction.provider !== name) {
    return `the login was started with ${transaction.provider}, but the callback is for ${name}`;
  }
  if (transaction.redirectUri !== redirectUri) {
    return 'the login was started with another callback URL. Check that PUBLIC_URL is the same on every instance';
  }
  if (iss !== undefined && issuer !== undefined && ![issuer].flat().includes(iss)) {
    return 'the iss of the callback is not the issuer of the provider';
  }
  return undefined;
}
