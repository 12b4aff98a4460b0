import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createSigningKey, signToken, type SigningKey, type UnsignedToken } from './signing-key.js';

/** The credentials of the client. The issuer accepts them in the body or as HTTP Basic authentication. */
export const CLIENT = { clientId: 'the-app', clientSecret: 'a secret of the app' };

/** The answer to one request. */
export interface IssuerResponse {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Default: JSON of an object. */
  readonly body?: object | string;
}

/** A code that has been issued, with the parameters of its authorization request. */
type Grant = Readonly<Record<string, string>>;

/** The time, in seconds since 1970. */
export const epoch = (): number => Math.floor(Date.now() / 1000);

/** Returns `at_hash` for ES256 and RS256 (OIDC Core §3.1.3.6). */
export const atHash = (accessToken: string): string =>
  createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');

/** A small OpenID Connect issuer on loopback that signs what a test says. */
export class SigningIssuer {
  /** The keys in the JWKS. The first one signs. */
  keys: SigningKey[] = [createSigningKey()];
  /** Changes each ID token before it is signed. */
  tamper: (token: UnsignedToken) => void = () => undefined;
  /** Overrides fields of the metadata. */
  metadata: Record<string, unknown> = {};
  /** Changes the parameters of each callback. */
  changeCallback: (params: URLSearchParams) => void = () => undefined;
  /** The claims about the user. */
  user: Record<string, unknown> = {
    sub: 'vera',
    name: 'Vera',
    email: 'vera@example.com',
    email_verified: true,
  };
  /** Overrides fields of the token response. */
  tokenResponse: Record<string, unknown> = {};
  /** Replaces the answers of an endpoint, by the last segment of its path, unless they return undefined. */
  readonly answers = new Map<string, () => IssuerResponse | 'hang' | undefined>();
  /** The requests received, such as `GET jwks`. */
  readonly requests: string[] = [];
  /** The headers and bodies of the token requests. */
  readonly tokenRequests: { headers: IncomingMessage['headers']; form: Grant }[] = [];

  /** The revocation requests. */
  readonly revoked: Grant[] = [];

  readonly #refreshTokens = new Set<string>();
  readonly #grants = new Map<string, Grant>();

  private constructor(
    /** The issuer. */
    readonly url: string,
    /** The port on loopback. */
    readonly port: number,
    private readonly server: Server,
  ) {}

  /** @param url the issuer, for an emulated one. Default: the address on loopback */
  static async start(url?: string): Promise<SigningIssuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const issuer = new SigningIssuer(url ?? `http://127.0.0.1:${port}`, port, server);
    server.on('request', (request, response) => void issuer.#handle(request, response));
    return issuer;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Restores the behavior of a new issuer, with the same keys. */
  reset(): void {
    this.tamper = () => undefined;
    this.changeCallback = () => undefined;
    this.metadata = {};
    this.tokenResponse = {};
    this.answers.clear();
    this.requests.length = 0;
    this.tokenRequests.length = 0;
    this.revoked.length = 0;
  }

  /**
   * Approves an authorization request, as the user does.
   *
   * @returns the callback URL
   */
  async approve(authorizationUrl: string): Promise<string> {
    const { pathname, searchParams } = new URL(authorizationUrl);
    // Browsers receive a page with a form instead of a redirect.
    searchParams.delete('response_mode');
    const url = `http://127.0.0.1:${this.port}${pathname}?${searchParams.toString()}`;
    const response = await fetch(url, { redirect: 'manual' });
    const location = response.headers.get('location');
    if (location === null) throw new Error(`the issuer returned ${response.status}`);
    return location;
  }

  /** Returns an ID token, as of a token response. */
  idToken(claims: Record<string, unknown>, tamper = this.tamper): string {
    const [key = createSigningKey()] = this.keys;
    const now = epoch();
    const token: UnsignedToken = {
      header: { alg: key.alg, typ: 'JWT', kid: key.kid },
      claims: {
        iss: this.url,
        aud: CLIENT.clientId,
        iat: now,
        exp: now + 300,
        ...this.user,
        ...claims,
      },
      key: key.privateKey,
    };
    tamper(token);
    return signToken(token);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const endpoint = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
    this.requests.push(`${request.method} ${endpoint}`);
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    if (endpoint === 'token') this.tokenRequests.push({ headers: request.headers, form });
    const answer = this.answers.get(endpoint)?.() ?? this.#answer(endpoint, url.searchParams, form);
    if (answer === 'hang') return;
    const { status = 200, headers = {}, body = {} } = answer;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }

  #answer(endpoint: string, query: URLSearchParams, form: Grant): IssuerResponse {
    switch (endpoint) {
      case 'openid-configuration':
        return { body: { ...this.#metadata(), ...this.metadata } };
      case 'jwks':
      case 'keys':
        return { body: { keys: this.keys.map(({ jwk }) => jwk) } };
      case 'authorize':
        return this.#authorize(query);
      case 'token':
        return form['grant_type'] === 'refresh_token' ? this.#refresh(form) : this.#token(form);
      case 'revoke':
        this.revoked.push(form);
        return {};
      case 'userinfo':
        return { body: this.user };
      default:
        return { status: 404 };
    }
  }

  #metadata(): Record<string, unknown> {
    const base = this.url.replace(/\/$/, '');
    return {
      issuer: this.url,
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      userinfo_endpoint: `${base}/userinfo`,
      jwks_uri: `${base}/jwks`,
      revocation_endpoint: `${base}/revoke`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'ES256', 'HS256', 'none'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  #authorize(query: URLSearchParams): IssuerResponse {
    const code = randomUUID();
    this.#grants.set(code, Object.fromEntries(query));
    const callback = new URL(query.get('redirect_uri') ?? '');
    callback.searchParams.set('code', code);
    callback.searchParams.set('state', query.get('state') ?? '');
    callback.searchParams.set('iss', this.url);
    this.changeCallback(callback.searchParams);
    if (query.get('response_mode') === 'form_post') return formPage(callback);
    return { status: 302, headers: { location: callback.href } };
  }

  #token(form: Grant): IssuerResponse {
    const grant = this.#grants.get(form['code'] ?? '');
    this.#grants.delete(form['code'] ?? '');
    const challenge = createHash('sha256')
      .update(form['code_verifier'] ?? '')
      .digest('base64url');
    if (
      grant === undefined ||
      grant['redirect_uri'] !== form['redirect_uri'] ||
      (grant['code_challenge'] ?? challenge) !== challenge
    ) {
      return { status: 400, body: { error: 'invalid_grant' } };
    }
    const accessToken = randomUUID();
    const refreshToken = randomUUID();
    this.#refreshTokens.add(refreshToken);
    return {
      body: {
        access_token: accessToken,
        refresh_token: refreshToken,
        token_type: 'Bearer',
        expires_in: 300,
        scope: grant['scope'],
        id_token: this.idToken({
          nonce: grant['nonce'],
          at_hash: atHash(accessToken),
          auth_time: epoch(),
        }),
        ...this.tokenResponse,
      },
    };
  }

  /** Rotates the refresh token. */
  #refresh({ refresh_token: token = '' }: Grant): IssuerResponse {
    if (!this.#refreshTokens.delete(token)) {
      return { status: 400, body: { error: 'invalid_grant' } };
    }
    const refreshToken = randomUUID();
    this.#refreshTokens.add(refreshToken);
    const body = { access_token: randomUUID(), refresh_token: refreshToken, token_type: 'Bearer' };
    return { body: { ...body, ...this.tokenResponse } };
  }
}

/** Returns a page that sends a callback as a form (OAuth 2.0 Form Post Response Mode). */
function formPage({ origin, pathname, searchParams }: URL): IssuerResponse {
  const fields = [...searchParams].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
  );
  const body = `<form method="post" action="${origin}${pathname}">${fields.join('')}</form>
    <script>document.forms[0].submit()</script>`;
  return { headers: { 'content-type': 'text/html' }, body };
}
