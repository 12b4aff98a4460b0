/** The listeners of open connections, by the session that each connection belongs to. */
export class RevocationListeners {
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Number of sessions with a listener. */
  get size(): number {
    return this.#listeners.size;
  }

  /** @returns a function that removes the listener */
  add(sessionId: string, listener: () => void): () => void {
    let listeners = this.#listeners.get(sessionId);
    if (listeners === undefined) this.#listeners.set(sessionId, (listeners = new Set()));
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(sessionId) === listeners) {
        this.#listeners.delete(sessionId);
      }
    };
  }

  /** Calls the listeners of a session once and removes them. */
  notify(sessionId: string): void {
    const listeners = this.#listeners.get(sessionId);
    if (listeners === undefined) return;
    this.#listeners.delete(sessionId);
    for (const listener of listeners) listener();
  }

  notifyAll(): void {
    const sessionIds = [...this.#listeners.keys()];
    for (const sessionId of sessionIds) this.notify(sessionId);
  }
}
