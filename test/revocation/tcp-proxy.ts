import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { Client } from 'pg';

/** A TCP proxy to the database whose connections can be closed or half-open. */
export class TcpProxy {
  #state: 'connected' | 'half-open' | 'closed' = 'connected';
  readonly #sockets = new Set<Socket>();
  #waiting: (() => void)[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
    private databaseUrl: string,
    private readonly rewrite: (message: string) => string,
  ) {}

  /** @param rewrite returns other bytes, of the same length, for what a client sends */
  static async open(
    databaseUrl: string,
    rewrite = (message: string): string => message,
  ): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = new URL(databaseUrl);
    url.searchParams.delete('host');
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    const proxy = new TcpProxy(server, url.href, databaseUrl, rewrite);
    server.on('connection', (client) => proxy.#accept(client));
    return proxy;
  }

  /** Stops forwarding without closing connections. */
  blackhole(): void {
    this.#state = 'half-open';
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** Closes all connections, and new ones. */
  disconnect(): void {
    this.#state = 'closed';
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Forwards new and waiting connections. Half-open ones stay half-open. */
  restore(): void {
    this.#state = 'connected';
    for (const pass of this.#waiting.splice(0)) pass();
  }

  /** Closes all connections, and forwards new ones to another server. */
  switchTo(databaseUrl: string): void {
    this.databaseUrl = databaseUrl;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #accept(client: Socket): void {
    this.#track(client);
    if (this.#state === 'closed') return void client.destroy();
    const pass = () => {
      const upstream = this.#connect();
      this.#track(upstream);
      const rewrite = new Transform({
        transform: (chunk: Buffer, _, done) =>
          done(null, Buffer.from(this.rewrite(chunk.toString('latin1')), 'latin1')),
      });
      client.pipe(rewrite).pipe(upstream).pipe(client);
      client.on('close', () => upstream.destroy());
      upstream.on('close', () => client.destroy());
    };
    if (this.#state === 'connected') pass();
    else this.#waiting.push(pass);
  }

  #connect(): Socket {
    const { host, port } = new Client(this.databaseUrl);
    return host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
