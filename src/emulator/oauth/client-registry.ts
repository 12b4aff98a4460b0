import { randomBytes } from 'node:crypto';
import { PROVIDERS, type ProviderName } from '../provider.js';

/** An OAuth client that is registered at the emulator. */
export interface EmulatorClient {
  readonly provider: ProviderName;
  readonly clientId: string;
  readonly clientSecret: string;
  /**
   * The allowed redirect URIs, compared as strings (RFC 9700 §2.1). If the list is empty, any loopback address is allowed.
   */
  readonly redirectUris: readonly string[];
  /**
   * The type of a client of GitHub. Tokens of a `github-app` expire, can be refreshed, and have all permissions instead
   * of scopes. Default: `oauth-app`.
   */
  readonly type?: 'oauth-app' | 'github-app';
}

/** The clients of an emulator, at least one for each provider. */
export class ClientRegistry {
  readonly #clients: EmulatorClient[];

  /** @param clients - a client with a random secret is added for each provider without one */
  constructor(clients: readonly EmulatorClient[]) {
    const missing = PROVIDERS.filter((name) => clients.every(({ provider }) => provider !== name));
    this.#clients = [...clients, ...missing.map(createClient)];
  }

  /** Returns the client of a provider with this client id, if any. */
  find(provider: ProviderName, clientId: string): EmulatorClient | undefined {
    return this.#clients.find(
      (client) => client.provider === provider && client.clientId === clientId,
    );
  }

  /** Returns the first client of a provider. */
  first(provider: ProviderName): EmulatorClient {
    const client = this.#clients.find((candidate) => candidate.provider === provider);
    if (!client) {
      throw new Error(`No client is registered for ${provider}.`);
    }
    return client;
  }

  /**
   * Adds a redirect URI to the first client of a provider.
   *
   * @throws Error when the URI is relative or has a fragment (RFC 6749 §3.1.2)
   */
  registerRedirectUri(provider: ProviderName, uri: string): void {
    if (!URL.canParse(uri) || uri.includes('#')) {
      throw new Error(`Invalid redirect URI "${uri}": use an absolute URI without a fragment.`);
    }
    const client = this.first(provider);
    const redirectUris = [...new Set([...client.redirectUris, uri])];
    this.#clients[this.#clients.indexOf(client)] = { ...client, redirectUris };
  }
}

function createClient(provider: ProviderName): EmulatorClient {
  return {
    provider,
    clientId: `emulator-${provider}`,
    clientSecret: randomBytes(24).toString('base64url'),
    redirectUris: [],
  };
}
