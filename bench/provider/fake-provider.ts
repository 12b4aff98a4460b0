import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A response of the provider. */
interface ProviderResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * A stateless provider with Google's endpoints that validates nothing, so that it is never the bottleneck.
 *
 * The `login_hint` is the subject that logs in. Code and access token equal the subject.
 */
export class FakeProvider {
  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeProvider> {
    const server = createServer((request, response) => void handle(request, response));
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeProvider(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
  const {
    status,
    headers,
    body: content,
  } = respondTo(request.url ?? '/', body, request.headers.authorization ?? '');
  response.writeHead(status, {
    ...headers,
    'content-length': String(Buffer.byteLength(content)),
  });
  response.end(content);
}

function respondTo(url: string, body: string, authorization: string): ProviderResponse {
  const { pathname, searchParams } = new URL(url, 'http://provider');
  switch (pathname) {
    case '/authorize': {
      const callback = new URL(searchParams.get('redirect_uri') ?? '');
      callback.searchParams.set('state', searchParams.get('state') ?? '');
      callback.searchParams.set('code', searchParams.get('login_hint') ?? '');
      return { status: 302, headers: { location: callback.href }, body: '' };
    }
    case '/token':
      return json({
        access_token: new URLSearchParams(body).get('code'),
        token_type: 'Bearer',
        expires_in: 3599,
        scope: 'openid email profile',
      });
    case '/userinfo':
      return json(profileOf(authorization.replace(/^bearer /i, '')));
    default:
      return { status: 404, headers: {}, body: '' };
  }
}

function profileOf(subject: string) {
  return { sub: subject, name: subject, email: `${subject}@example.com`, email_verified: true };
}

function json(value: unknown): ProviderResponse {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return { status: 200, headers, body: JSON.stringify(value) };
}
