import type { AuthClientError } from './auth-client-error.js';

/**
 * The session as this tab knows it. The object is replaced on each change, and never modified.
 *
 * @publicApi
 */
export interface AuthState {
  /** `loading` until the first response of the app, or of another tab. */
  readonly status: 'loading' | 'signed-in' | 'signed-out';
  /** When the access token expires, in milliseconds since 1970. The client renews it before. */
  readonly expiresAt: number | undefined;
  /** Why the last renewal or login failed. A failed renewal does not change the status: the client tries again. */
  readonly error: AuthClientError | undefined;
}

/** Holds the state and notifies subscribers. */
export class StateStore {
  #state: AuthState = { status: 'loading', expiresAt: undefined, error: undefined };
  readonly #listeners = new Set<() => void>();

  get(): AuthState {
    return this.#state;
  }

  /** Notifies subscribers unless the state is equal. */
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
    // A listener that subscribes twice is called twice, and unsubscribes once.
    const entry = () => listener();
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }
}
