import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openCluster, type EmbeddedCluster } from '../../src/embedded-postgres/embedded-cluster.js';
import { launchPostgres } from '../../src/embedded-postgres/launch-postgres.js';
import type { PostgresServer } from '../../src/embedded-postgres/postgres-server.js';
import { TcpProxy } from '../revocation/tcp-proxy.js';

const SETTINGS = {
  // The processes are killed, and not the system.
  fsync: 'off',
  wal_level: 'replica',
  max_wal_senders: '4',
  wal_keep_size: '256MB',
  wal_retrieve_retry_interval: '100ms',
};

/** A primary and a streaming replica. Neither is restarted when it ends. */
export class ReplicatedPostgres {
  private constructor(
    private readonly directory: string,
    private readonly servers: Readonly<Record<'primary' | 'replica', PostgresServer>>,
    /** Connection string of each server. */
    readonly urls: Readonly<Record<'primary' | 'replica', string>>,
    /** The connection of the replica to the primary. */
    readonly replication: TcpProxy,
  ) {}

  static async start(): Promise<ReplicatedPostgres> {
    const directory = await mkdtemp(join(tmpdir(), 'social-auth-replicated-'));
    // As root, PostgreSQL runs as another user, which must be able to enter.
    await chmod(directory, 0o755);
    const primary = await openCluster({
      dataDirectory: directory,
      systemDirectory: '/var/lib/embedded-postgres',
      databaseName: 'postgres',
      durable: false,
      log: () => undefined,
    });
    const primaryServer = await launch(primary, {});
    const primaryUrl = urlOf(primary);
    const replication = await TcpProxy.open(primaryUrl);
    const replica = await copyCluster(primary, primaryUrl, join(directory, 'replica'));
    const { hostname, port } = new URL(replication.url);
    const { databaseName, password } = primary;
    const replicaServer = await launch(replica, {
      primary_conninfo: `host=${hostname} port=${port} user=${databaseName} password=${password} sslmode=disable gssencmode=disable`,
    });
    const servers = { primary: primaryServer, replica: replicaServer };
    const urls = { primary: primaryUrl, replica: urlOf(replica) };
    return new ReplicatedPostgres(directory, servers, urls, replication);
  }

  /** Lets the primary wait for the replica before it confirms a commit, or not. */
  async setSynchronous(isSynchronous: boolean): Promise<void> {
    const names = isSynchronous ? '*' : '';
    await query(this.urls.primary, `ALTER SYSTEM SET synchronous_standby_names = '${names}'`);
    await query(this.urls.primary, 'SELECT pg_reload_conf()');
  }

  /** Kills the processes of the primary, as the loss of its machine does. */
  async killPrimary(): Promise<void> {
    const file = join(this.directory, 'database', 'cluster', 'postmaster.pid');
    const [pid = ''] = (await readFile(file, 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
    await this.servers.primary.stop();
  }

  /** Makes the replica the primary. */
  async promote(): Promise<void> {
    await query(this.urls.replica, 'SELECT pg_promote()');
  }

  async stop(): Promise<void> {
    await Promise.all([this.servers.primary.stop(), this.servers.replica.stop()]);
    await this.replication.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

function launch(
  cluster: EmbeddedCluster,
  settings: Record<string, string>,
): Promise<PostgresServer> {
  const options = { settings: { ...SETTINGS, ...settings }, log: () => undefined };
  const socketDirectory = cluster.directory;
  return launchPostgres({ cluster, socketDirectory, ...options }, new AbortController().signal);
}

/** Takes a base backup while the server runs, as the PostgreSQL manual describes it. */
async function copyCluster(
  source: EmbeddedCluster,
  url: string,
  directory: string,
): Promise<EmbeddedCluster> {
  const pgData = join(directory, 'cluster');
  const client = new Client(url);
  await client.connect();
  await client.query(`SELECT pg_backup_start('replica', true)`);
  execFileSync('cp', ['-a', source.directory, directory]);
  const { rows } = await client.query<{ labelfile: string }>('SELECT * FROM pg_backup_stop(false)');
  await client.end();
  for (const file of ['postmaster.pid', 'postmaster.opts']) await rm(join(pgData, file));
  await rm(join(directory, '.s.PGSQL.5432'), { force: true });
  await rm(join(directory, '.s.PGSQL.5432.lock'), { force: true });
  await writeFile(join(pgData, 'backup_label'), rows[0]?.labelfile ?? '');
  await writeFile(join(pgData, 'standby.signal'), '');
  const { uid, gid } = source.user;
  execFileSync('chown', ['-R', `${uid}:${gid}`, directory]);
  return { ...source, directory, pgData };
}

function urlOf({ directory, databaseName, password }: EmbeddedCluster): string {
  const host = encodeURIComponent(directory);
  return `postgresql://${databaseName}:${password}@localhost:5432/${databaseName}?host=${host}&sslmode=disable`;
}

/** Executes SQL on a server. */
export async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
