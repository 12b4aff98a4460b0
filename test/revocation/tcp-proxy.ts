import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { Client } from 'pg';

/** A line to the database that can be cut with a noise (closed) or in silence (half-open). */
export class TcpProxy {
  #state: 'whole' | 'silent' | 'closed' = 'whole';
  readonly #ends = new Set<Socket>();
  #waiting: (() => void)[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(databaseUrl: string): Promise<TcpProxy> {
    const { host, port } = new Client(databaseUrl);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = new URL(databaseUrl);
    url.searchParams.delete('host');
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    const line = new TcpProxy(server, url.href);
    server.on('connection', (near) => {
      line.#accept(near, () =>
        host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host),
      );
    });
    return line;
  }

  /** Nothing passes any more, and nobody is told. */
  blackhole(): void {
    this.#state = 'silent';
    for (const end of this.#ends) end.unpipe().pause();
  }

  /** All connections are closed, and new ones too. */
  disconnect(): void {
    this.#state = 'closed';
    for (const end of this.#ends) end.destroy();
  }

  /** New connections pass, and those that were waiting to be made; silent ones stay silent. */
  restore(): void {
    this.#state = 'whole';
    for (const pass of this.#waiting.splice(0)) pass();
  }

  async close(): Promise<void> {
    for (const end of this.#ends) end.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #accept(near: Socket, connectFar: () => Socket): void {
    this.#keep(near);
    if (this.#state === 'closed') return void near.destroy();
    const pass = () => {
      const far = connectFar();
      this.#keep(far);
      near.pipe(far).pipe(near);
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
    };
    if (this.#state === 'whole') pass();
    else this.#waiting.push(pass);
  }

  #keep(end: Socket): void {
    this.#ends.add(end);
    end.on('error', () => undefined);
    end.on('close', () => this.#ends.delete(end));
  }
}
