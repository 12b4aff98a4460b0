import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded-postgres/index.js';
import { migrate } from '../../src/migrate/migrate.js';
import { MIGRATIONS } from '../paths.js';
import { cpuSecondsWithChildren } from '../processes/cpu-time.js';

/**
 * Settings as on a server, except that PostgreSQL does not wait for fsync, because the latency of fsync would dominate
 * the results.
 */
const SETTINGS = {
  synchronous_commit: 'off',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  max_connections: '200',
  shared_preload_libraries: 'pg_stat_statements,auto_explain',
};

/** A PostgreSQL server for one run, with a database for each program under test. */
export class BenchPostgres {
  private constructor(
    private readonly server: EmbeddedPostgres,
    private readonly directory: string,
    /** A connection for administration. */
    readonly admin: Client,
    private readonly pid: number,
  ) {}

  /** @param settings PostgreSQL settings that replace those of the benchmark */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<BenchPostgres> {
    const directory = await mkdtemp(join(tmpdir(), 'social-auth-bench-'));
    // As root, PostgreSQL runs as another user, which needs access to the directory.
    await chmod(directory, 0o755);
    const server = await startEmbeddedPostgres({
      dataDirectory: directory,
      log: () => undefined,
      settings: { ...SETTINGS, ...settings },
    });
    const admin = await connect(server.url);
    await admin.query('CREATE EXTENSION pg_stat_statements');
    return new BenchPostgres(server, directory, admin, await readPid(directory));
  }

  /** Path of the server log. */
  get logFile(): string {
    return join(this.directory, 'database', 'server.log');
  }

  /** Kills the server, as the kernel does if memory is short. The server restarts at the same URL. */
  async kill(): Promise<void> {
    process.kill(await readPid(this.directory), 'SIGKILL');
  }

  /** Returns the CPU time that all processes of the server have used so far, or undefined on systems without /proc. */
  cpuSeconds(): number | undefined {
    return cpuSecondsWithChildren(this.pid);
  }

  /** Ends all other connections, as an administrator or a network failure does. */
  async endConnections(): Promise<void> {
    await withClient(this.server.url, (client) =>
      client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      ),
    );
  }

  /**
   * Creates an empty database.
   *
   * @returns its connection string
   */
  async createEmpty(name: string): Promise<string> {
    await this.admin.query(`CREATE DATABASE ${name}`);
    const url = new URL(this.server.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  /**
   * Creates a database with all migrations applied.
   *
   * @returns its connection string
   */
  async createMigrated(name: string): Promise<string> {
    const url = await this.createEmpty(name);
    await migrate({ connectionString: url, migrationsDirectory: MIGRATIONS, log: () => undefined });
    return url;
  }

  async version(): Promise<string> {
    const { rows } = await this.admin.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? '';
  }

  async stop(): Promise<void> {
    await this.admin.end();
    await this.server.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** Runs work on a new connection and closes it. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function readPid(directory: string): Promise<number> {
  const file = join(directory, 'database', 'cluster', 'postmaster.pid');
  const [pid = ''] = (await readFile(file, 'utf8')).split('\n');
  return Number(pid);
}

async function connect(url: string): Promise<Client> {
  const client = new Client(url);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
