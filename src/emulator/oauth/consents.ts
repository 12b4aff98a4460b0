import type { EmulatorClient } from './client-registry.js';

/** The scopes that personas have granted to clients. */
export class Consents {
  readonly #scopes = new Map<string, ReadonlySet<string>>();

  /**
   * Returns the scopes that a persona has granted to a client so far. Returns undefined if the persona has never
   * approved a request of the client.
   */
  scopes(client: EmulatorClient, personaId: string): ReadonlySet<string> | undefined {
    return this.#scopes.get(key(client, personaId));
  }

  /** Adds scopes to those that a persona has granted to a client. */
  add(client: EmulatorClient, personaId: string, scopes: readonly string[]): void {
    const granted = new Set([...(this.scopes(client, personaId) ?? []), ...scopes]);
    this.#scopes.set(key(client, personaId), granted);
  }

  /** Removes all scopes that a persona has granted to a client. */
  remove(client: EmulatorClient, personaId: string): void {
    this.#scopes.delete(key(client, personaId));
  }
}

function key({ provider, clientId }: EmulatorClient, personaId: string): string {
  return JSON.stringify([provider, clientId, personaId]);
}
