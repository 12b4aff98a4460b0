import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { Agent } from 'node:https';
import { connect as connectTcp, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import {
  connect as connectTls,
  createServer as createTlsServer,
  type Server as TlsServer,
} from 'node:tls';

/** Self-signed certificate of the hosts provider.test and issuer.test, with its private key. */
export const CERTIFICATE = readFileSync(join(import.meta.dirname, 'provider.test.pem'), 'utf8');

/**
 * An HTTP proxy (CONNECT) through which some hosts are reachable. Each host is a TLS server with a private certificate
 * in front of a plain http server.
 */
export class TlsThroughProxy {
  /** The hosts that clients connected to, such as `provider.test:443`. */
  readonly connected: string[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly proxy: Server,
    private readonly hosts: ReadonlyMap<string, TlsServer>,
  ) {
    proxy.on('connect', (message: IncomingMessage, socket: Socket) =>
      this.#tunnel(message, socket),
    );
  }

  /** @param targets the origin of the plain http server by host name */
  static async start(targets: Readonly<Record<string, string>>): Promise<TlsThroughProxy> {
    const hosts = new Map<string, TlsServer>();
    for (const [host, origin] of Object.entries(targets)) {
      const { hostname, port } = new URL(origin);
      const server = createTlsServer({ cert: CERTIFICATE, key: CERTIFICATE }, (socket) => {
        const target = connectTcp(Number(port), hostname);
        pipe(socket, target);
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      hosts.set(`${host}:443`, server);
    }
    const proxy = createServer();
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    return new TlsThroughProxy(proxy, hosts);
  }

  /** URL of the proxy. */
  get url(): string {
    return `http://127.0.0.1:${(this.proxy.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    for (const server of [this.proxy, ...this.hosts.values()]) {
      await new Promise((resolve) => server.close(resolve));
    }
  }

  #tunnel({ url = '' }: IncomingMessage, socket: Socket): void {
    this.connected.push(url);
    const server = this.hosts.get(url);
    if (server === undefined) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const target = connectTcp((server.address() as AddressInfo).port, '127.0.0.1');
    this.#sockets.add(socket).add(target);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    pipe(socket, target);
  }
}

/** Connects through an HTTP proxy, as the agent of the package https-proxy-agent does. */
export class ProxyAgent extends Agent {
  constructor(private readonly proxyUrl: string) {
    super({ keepAlive: true, ca: CERTIFICATE });
  }

  override createConnection(
    ...[options, callback]: Parameters<Agent['createConnection']>
  ): ReturnType<Agent['createConnection']> {
    const { host, port } = options as { host?: string; port?: number };
    const connect = request(this.proxyUrl, { method: 'CONNECT', path: `${host}:${port}` });
    connect.once('error', (error) => callback?.(error, undefined as never));
    connect.once('connect', ({ statusCode }, socket: Socket) => {
      if (statusCode === 200) {
        callback?.(null, connectTls({ socket, servername: host ?? '', ca: CERTIFICATE }));
        return;
      }
      socket.destroy();
      callback?.(new Error(`the proxy returned ${statusCode}`), undefined as never);
    });
    connect.end();
    return undefined;
  }
}

function pipe(one: Socket, other: Socket): void {
  for (const socket of [one, other]) socket.on('error', () => socket.destroy());
  one.pipe(other).pipe(one);
}
