/** The listeners of open connections, by the session or the user that each connection belongs to. */
export class RevocationListeners {
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Number of keys with a listener. */
  get size(): number {
    return this.#listeners.size;
  }

  /** @returns a function that removes the listener */
  add(key: string, listener: () => void): () => void {
    let listeners = this.#listeners.get(key);
    if (listeners === undefined) this.#listeners.set(key, (listeners = new Set()));
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) {
        this.#listeners.delete(key);
      }
    };
  }

  /** Calls the listeners of a key. Does not remove them, but a listener may remove itself. */
  notify(key: string): void {
    for (const listener of new Set(this.#listeners.get(key))) listener();
  }

  notifyAll(): void {
    const keys = [...this.#listeners.keys()];
    for (const key of keys) this.notify(key);
  }
}
