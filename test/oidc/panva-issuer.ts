import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync, randomUUID, type JsonWebKey } from 'node:crypto';
import OidcProvider, { type ClientMetadata, type Configuration, type JWKS } from 'oidc-provider';

/** Creating an RSA key takes longer than a login. */
const RSA_KEY = {
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  alg: 'RS256',
};

/** Creates a JWKS with a new private key for each algorithm of the ID tokens but RS256. */
function createJwks(): JWKS {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const ed = generateKeyPairSync('ed25519').privateKey;
  const keys = [
    RSA_KEY,
    { ...ec.export({ format: 'jwk' }), alg: 'ES256' },
    { ...ed.export({ format: 'jwk' }), alg: 'EdDSA' },
  ].map((key: JsonWebKey & { alg: string }) => ({ ...key, kid: randomUUID(), use: 'sig' }));
  return { keys };
}

/** The server `oidc-provider` on loopback. Logins need no pages: the user is the `login_hint`. */
export class PanvaIssuer {
  #provider: OidcProvider;
  #lostResponses = 0;
  readonly #requests: string[] = [];

  private constructor(
    readonly url: string,
    private readonly server: Server,
    private readonly clients: ClientMetadata[],
    private readonly hasPages: boolean,
  ) {
    this.#provider = this.#create();
    server.on('request', (request, response) => this.#handle(request, response));
  }

  /** @param hasPages whether users log in on the pages of oidc-provider */
  static async start(
    clients: (url: string) => ClientMetadata[],
    hasPages = false,
  ): Promise<PanvaIssuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://localhost:${port}`;
    return new PanvaIssuer(url, server, clients(url), hasPages);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The paths of the requests, oldest first. */
  get requests(): readonly string[] {
    return this.#requests;
  }

  /** Closes the connection of the next token request after handling it. */
  loseTokenResponse(): void {
    this.#lostResponses += 1;
  }

  /** Replaces all keys. */
  rotateKeys(): void {
    this.#provider = this.#create();
  }

  /**
   * Opens an authorization URL and follows all redirects within the issuer, as a browser does.
   *
   * @param user the `sub` of the user who logs in
   * @returns the callback URL
   */
  async approve(authorizationUrl: string, user = 'vera'): Promise<string> {
    const cookies = new Map<string, string>();
    let url = new URL(authorizationUrl);
    url.searchParams.set('login_hint', user);
    for (let redirects = 0; redirects < 10; redirects += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
      for (const header of response.headers.getSetCookie()) {
        const [name = '', value = ''] = (header.split(';')[0] ?? '').split('=');
        cookies.set(name, value);
      }
      const location = response.headers.get('location');
      if (location === null) throw new Error(`${response.status}: ${await response.text()}`);
      url = new URL(location, url);
      if (url.origin !== this.url) return url.href;
    }
    throw new Error('too many redirects');
  }

  readonly #handle: RequestListener = (request, response) => {
    this.#requests.push(request.url ?? '');
    if (request.url === '/token' && this.#lostResponses > 0) {
      this.#lostResponses -= 1;
      response.end = () => response.destroy();
    }
    if (this.hasPages || request.url?.startsWith('/interaction/') !== true) {
      void this.#provider.callback()(request, response);
      return;
    }
    const finish = async () => {
      const { params } = await this.#provider.interactionDetails(request, response);
      const login = { accountId: String(params['login_hint']) };
      await this.#provider.interactionFinished(request, response, { login });
    };
    finish().catch((error: unknown) => response.destroy(error as Error));
  };

  #create(): OidcProvider {
    const configuration: Configuration = {
      clients: this.clients,
      jwks: createJwks(),
      cookies: { keys: ['a secret of the issuer'] },
      claims: { email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({
          sub: id,
          name: `Name of ${id}`,
          preferred_username: id,
          email: `${id}@example.com`,
          email_verified: true,
        }),
      }),
      features: { devInteractions: { enabled: this.hasPages }, revocation: { enabled: true } },
      issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
      rotateRefreshToken: true,
      ...(!this.hasPages && {
        interactions: { url: (_, { uid }) => `/interaction/${uid}` },
        loadExistingGrant: async ({ oidc: { client, session } }) => {
          const grant = new this.#provider.Grant({
            clientId: client?.clientId ?? '',
            accountId: session?.accountId ?? '',
          });
          grant.addOIDCScope('openid email profile');
          await grant.save();
          return grant;
        },
      }),
    };
    return new OidcProvider(this.url, configuration);
  }
}
