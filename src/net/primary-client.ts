import { Client, type ClientConfig, type Connection } from 'pg';

/** Default time limit of a connection attempt, in milliseconds. */
const CONNECTION_TIMEOUT_MS = 5000;

/** `postgresql://user:password@`, the hosts with their ports, and the rest. */
const URL_PARTS = /^(\w+:\/\/(?:[^@/?#]*@)?)([^/?#]*)(.*)$/s;

type ConnectCallback = ((error: Error) => void) | ((error: null, client: Client) => void);

type Address = Pick<Client, 'host' | 'port'>;

/** A setting that the server reports. */
interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/** The address of the primary, for each connection string with several hosts. */
const primaries = new Map<string, Promise<Address>>();

/**
 * A `pg.Client` that connects only to a primary, also after a failover.
 *
 * The connection string may list several hosts: `postgresql://user:password@db1:5432,db2:5432/app`. The client connects
 * to the host that is the primary, as libpq does with `target_session_attrs=primary`. It rejects replicas, because a
 * replica can lack recent revocations. Pass this class to the pool.
 *
 * @publicApi
 * @example
 * ```ts
 * const pool = new Pool({ connectionString, Client: PrimaryClient, options: '-c TimeZone=UTC' });
 * const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
 * ```
 */
export class PrimaryClient extends Client {
  readonly #connectionString: string;
  readonly #servers: readonly ClientConfig[];
  readonly #isReplica: () => boolean;

  /** @param config the configuration of `pg.Client` */
  constructor(config: string | ClientConfig = {}) {
    const options = typeof config === 'string' ? { connectionString: config } : config;
    const { connectionString = '' } = options;
    const urls = splitHosts(connectionString);
    super(urls.length === 1 ? options : { ...options, connectionString: urls[0] });
    this.#connectionString = connectionString;
    const connectionTimeoutMillis = options.connectionTimeoutMillis || CONNECTION_TIMEOUT_MS;
    const { stream: _, ...shared } = { ...options, connectionTimeoutMillis };
    this.#servers = urls.map((url) => ({ ...shared, connectionString: url }));
    this.#isReplica = observeRecovery(this);
    // The loss of a connection already rejects its queries. Without a listener, it would also end the process.
    this.on('error', () => undefined);
  }

  /** @throws with the code 25006 (read_only_sql_transaction) when no host is a primary that accepts connections */
  override connect(): Promise<Client>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<Client> | void {
    const connected = this.#connect();
    if (callback === undefined) return connected;
    const settle = callback as (error: Error | null, client?: Client) => void;
    connected.then((client) => settle(null, client), settle);
  }

  async #connect(): Promise<Client> {
    try {
      if (this.#servers.length > 1) await this.#chooseServer();
      await super.connect();
      if (this.#isReplica()) throw readOnlyError('The server is a replica');
      return this;
    } catch (error) {
      primaries.delete(this.#connectionString);
      void this.end().catch(() => undefined);
      throw error;
    }
  }

  async #chooseServer(): Promise<void> {
    const primary = primaries.get(this.#connectionString) ?? findPrimary(this.#servers);
    primaries.set(this.#connectionString, primary);
    Object.assign(this, await primary);
    // The pool has closed this client meanwhile. Without this error, connect() would open the socket again.
    if (connectionOf(this).stream.destroyed) throw new Error('Connection terminated');
  }
}

function splitHosts(connectionString: string): string[] {
  const [, start = '', hosts = '', rest = ''] = URL_PARTS.exec(connectionString) ?? [];
  return hosts.includes(',')
    ? hosts.split(',').map((host) => `${start}${host}${rest}`)
    : [connectionString];
}

/** Connects to all servers at once, because one that does not respond must not delay the others. */
async function findPrimary(servers: readonly ClientConfig[]): Promise<Address> {
  try {
    return await Promise.any(servers.map(probe));
  } catch (error) {
    const [cause] = (error as AggregateError).errors as unknown[];
    throw readOnlyError('None of the hosts is a primary that accepts connections', cause);
  }
}

async function probe(config: ClientConfig): Promise<Address> {
  const client = new Client(config);
  client.on('error', () => undefined);
  const isReplica = observeRecovery(client);
  try {
    await client.connect();
    if (isReplica()) throw readOnlyError('The server is a replica');
    const { host, port } = client;
    return { host, port };
  } finally {
    void client.end().catch(() => undefined);
  }
}

/** Since version 14, PostgreSQL reports to each new connection whether the server is a replica. */
function observeRecovery(client: Client): () => boolean {
  let isReplica = false;
  connectionOf(client).on(
    'parameterStatus',
    ({ parameterName, parameterValue }: ParameterStatus) => {
      if (parameterName === 'in_hot_standby') isReplica = parameterValue === 'on';
    },
  );
  return () => isReplica;
}

const connectionOf = (client: Client) =>
  (client as unknown as { connection: Connection }).connection;

function readOnlyError(message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code: '25006' });
}
