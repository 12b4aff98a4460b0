import { randomBytes } from 'node:crypto';

import { PROVIDERS, type ProviderName } from './provider.js';

/** An application that is registered at the stand-in. */
export interface EmulatorClient {
  readonly provider: ProviderName;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Compared character by character (RFC 9700 §2.1). */
  readonly redirectUris: readonly string[];
}

/** The applications registered at each provider; there is always at least one. */
export class ClientRegistry {
  readonly #clients: EmulatorClient[];

  constructor(clients: readonly EmulatorClient[]) {
    const unserved = PROVIDERS.filter((name) => clients.every(({ provider }) => provider !== name));
    this.#clients = [...clients, ...unserved.map(inventClient)];
  }

  find(provider: ProviderName, clientId: string): EmulatorClient | undefined {
    return this.#clients.find(
      (client) => client.provider === provider && client.clientId === clientId,
    );
  }

  /** The provider's first client: the one that `standIn.google` and `standIn.github` name. */
  first(provider: ProviderName): EmulatorClient {
    const client = this.#clients.find((candidate) => candidate.provider === provider);
    if (!client) {
      throw new Error(`No client is registered for ${provider}.`);
    }
    return client;
  }

  /** Adds a redirect URI to the provider's first client; throws when it is not an absolute URI without a fragment (RFC 6749 §3.1.2). */
  registerRedirectUri(provider: ProviderName, uri: string): void {
    if (!URL.canParse(uri) || uri.includes('#')) {
      throw new Error(`"${uri}" cannot be a redirect URI: give an absolute URI with no fragment.`);
    }
    const client = this.first(provider);
    const redirectUris = [...new Set([...client.redirectUris, uri])];
    this.#clients[this.#clients.indexOf(client)] = { ...client, redirectUris };
  }
}

function inventClient(provider: ProviderName): EmulatorClient {
  return {
    provider,
    clientId: `stand-in-${provider}`,
    clientSecret: randomBytes(24).toString('base64url'),
    redirectUris: [],
  };
}
