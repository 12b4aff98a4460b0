import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the server received. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** The behavior of the server. */
export interface OAuthServerOptions {
  /** The responses of the resources, by method and path, such as `GET /user`. */
  readonly resources?: Readonly<Record<string, unknown>>;
  /** Fields of the token response in addition to the tokens. */
  readonly tokenFields?: Readonly<Record<string, unknown>>;
  /** The format of the token response. Default: JSON. */
  readonly tokenFormat?: 'json' | 'form';
  /** Whether the server rejects the parameters of PKCE instead of requiring them. */
  readonly rejectsPkce?: boolean;
}

const CLIENT = { clientId: 'client-id', clientSecret: 'client-secret' };
const ACCESS_TOKEN = 'access-token';

/** An OAuth 2.0 authorization server with a page that asks for permission, and with the resources of a provider. */
export class OAuthServer {
  readonly client = CLIENT;
  readonly requests: ReceivedRequest[] = [];
  readonly #grants = new Map<string, URLSearchParams>();

  private constructor(
    private readonly server: Server,
    readonly origin: string,
    private readonly options: OAuthServerOptions,
  ) {}

  static async start(options: OAuthServerOptions = {}): Promise<OAuthServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const self = new OAuthServer(server, `http://127.0.0.1:${port}`, options);
    server.on('request', (request: IncomingMessage, response) => {
      const respond = async () => {
        const {
          status = 200,
          type = 'application/json',
          body,
        } = self.#respond(await read(request));
        response.writeHead(status, { 'Content-Type': type }).end(body);
      };
      void respond();
    });
    return self;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /**
   * Grants permission as a user does on the page.
   *
   * @returns the callback URL
   */
  async approve(authorizationUrl: string): Promise<string> {
    const page = await (await fetch(authorizationUrl)).text();
    const [, href] = /href="([^"]+)"/.exec(page) ?? [];
    if (href === undefined) throw new Error(`the authorization endpoint returned ${page}`);
    return href.replaceAll('&amp;', '&');
  }

  /** The requests to a path. */
  to(path: string): ReceivedRequest[] {
    return this.requests.filter((request) => request.path === path);
  }

  #respond(request: ReceivedRequest): { status?: number; type?: string; body: string } {
    this.requests.push(request);
    if (request.path.endsWith('/authorize')) return this.#authorize(request.query);
    if (request.path.endsWith('/token')) return this.#token(request);
    const resource = this.options.resources?.[`${request.method} ${request.path}`];
    if (resource === undefined) return { status: 404, body: '{}' };
    return request.headers.authorization === `Bearer ${ACCESS_TOKEN}`
      ? { body: JSON.stringify(resource) }
      : { status: 401, body: '{}' };
  }

  #authorize(query: URLSearchParams): { status?: number; type?: string; body: string } {
    const hasPkce = query.get('code_challenge_method') === 'S256';
    const isValid =
      query.get('client_id') === CLIENT.clientId &&
      query.get('response_type') === 'code' &&
      query.has('state') &&
      hasPkce !== (this.options.rejectsPkce ?? false);
    if (!isValid) return { status: 400, body: `invalid request: ${query.toString()}` };
    const code = randomBytes(8).toString('hex');
    this.#grants.set(code, query);
    const url = new URL(query.get('redirect_uri') ?? '');
    url.search = new URLSearchParams({ code, state: query.get('state') ?? '' }).toString();
    const href = url.href.replaceAll('&', '&amp;');
    return {
      type: 'text/html',
      body: `<!doctype html><title>Provider</title><a href="${href}">Allow</a>`,
    };
  }

  #token({ body }: ReceivedRequest): { status?: number; type?: string; body: string } {
    const form = new URLSearchParams(body);
    const grant = this.#grants.get(form.get('code') ?? '');
    this.#grants.delete(form.get('code') ?? '');
    const verifier = form.get('code_verifier');
    const challenge =
      verifier === null ? null : createHash('sha256').update(verifier).digest('base64url');
    const isValid =
      form.get('grant_type') === 'authorization_code' &&
      form.get('client_id') === CLIENT.clientId &&
      form.get('client_secret') === CLIENT.clientSecret &&
      form.get('redirect_uri') === grant?.get('redirect_uri') &&
      challenge === grant?.get('code_challenge');
    if (!isValid) return { status: 400, body: '{"error":"invalid_grant"}' };
    const tokens = {
      access_token: ACCESS_TOKEN,
      token_type: 'bearer',
      ...this.options.tokenFields,
    };
    return this.options.tokenFormat === 'form'
      ? {
          type: 'text/plain',
          body: new URLSearchParams(tokens).toString(),
        }
      : { body: JSON.stringify(tokens) };
  }
}

async function read(request: IncomingMessage): Promise<ReceivedRequest> {
  const { method = '', headers } = request;
  const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return { method, path, query, headers, body: Buffer.concat(chunks).toString() };
}
