import type { AuthClientError } from './auth-client-error.js';

/**
 * The state of the session in this tab. Each change creates a new object. Existing objects are never modified.
 *
 * @publicApi
 */
export interface AuthState {
  /** `loading` until the app or another tab has responded for the first time. */
  readonly status: 'loading' | 'signed-in' | 'signed-out';
  /** When the access token expires, in milliseconds since 1970. The client renews the token before this time. */
  readonly expiresAt: number | undefined;
  /**
   * Why the last renewal or login failed. A failed renewal does not change the status, because the client tries again.
   */
  readonly error: AuthClientError | undefined;
}

/** Stores the state and notifies subscribers of changes. */
export class StateStore {
  #state: AuthState = { status: 'loading', expiresAt: undefined, error: undefined };
  readonly #listeners = new Set<() => void>();

  get(): AuthState {
    return this.#state;
  }

  /** Changes the state. Notifies subscribers only if a value differs. */
  set(change: Partial<AuthState>): void {
    const { status, expiresAt, error } = this.#state;
    const next = { status, expiresAt, error, ...change };
    const isEqual = next.status === status && next.expiresAt === expiresAt && next.error === error;
    if (isEqual) return;
    this.#state = Object.freeze(next);
    for (const listener of this.#listeners) listener();
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void {
    // Wraps the listener, so that a listener that subscribes twice is called twice and each subscription ends
    // separately.
    const entry = () => listener();
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }
}
