import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { executeSql } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { TestApp } from '../support/test-app.js';

/** The version of PgBouncer on this machine; undefined if it is not installed. */
function findPgBouncer(): string | undefined {
  try {
    return execFileSync('pgbouncer', ['--version'], { encoding: 'utf8' }).split('\n')[0];
  } catch {
    return undefined;
  }
}

/** A PgBouncer in transaction mode with four connections to a database. */
class PgBouncer {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
    private readonly directory: string,
  ) {}

  static async start(databaseUrl: string): Promise<PgBouncer> {
    const { port, username, password, pathname, searchParams } = new URL(databaseUrl);
    const socketDirectory = searchParams.get('host') ?? '';
    const directory = await mkdtemp(join(tmpdir(), 'pgbouncer-'));
    await chmod(directory, 0o777);
    const listenPort = await freePort();
    const config = `
[databases]
* = host=${socketDirectory} port=${port} user=${username} password=${decodeURIComponent(password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
max_client_conn = 200
logfile = ${join(directory, 'log')}
`;
    await writeFile(join(directory, 'pgbouncer.ini'), config);
    // Only the user of PostgreSQL may open its socket. PgBouncer does not run as root.
    const owner = execFileSync('stat', ['-c', '%U', socketDirectory], { encoding: 'utf8' }).trim();
    const user = process.getuid?.() === 0 ? ['-u', owner] : [];
    const child = spawn('pgbouncer', [...user, join(directory, 'pgbouncer.ini')], {
      stdio: 'ignore',
    });
    const url = `postgresql://app@127.0.0.1:${listenPort}${pathname}`;
    const pool = new Pool({ connectionString: url, max: 1 });
    await vi.waitFor(() => pool.query('SELECT 1'), { timeout: 10_000 });
    await pool.end();
    return new PgBouncer(url, child, directory);
  }

  async stop(): Promise<void> {
    const exited = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exited;
    await rm(this.directory, { recursive: true, force: true });
  }
}

const version = findPgBouncer();

describe.runIf(version !== undefined)(`the reference app behind ${version}`, () => {
  let direct: TestApp;
  let pgBouncer: PgBouncer;
  let app: TestApp;

  beforeAll(async () => {
    direct = await TestApp.start('fastify');
    const { pathname } = new URL(direct.database.url);
    await executeSql(`ALTER DATABASE "${pathname.slice(1)}" SET TimeZone = 'Asia/Tokyo'`);
    pgBouncer = await PgBouncer.start(direct.database.url);
    app = await direct.another('fastify', {
      DATABASE_URL: pgBouncer.url,
      DIRECT_URL: direct.database.url,
    });
  });
  afterAll(async () => {
    await app?.stop();
    await pgBouncer?.stop();
    await direct?.stop();
  });

  it('completes concurrent logins, refreshes and guarded requests', async () => {
    const browsers = await Promise.all(
      Array.from({ length: 36 }, (_, index) =>
        app.signedIn(index % 2 === 0 ? 'google' : 'github', index % 3 === 0 ? 'vera' : 'una'),
      ),
    );
    for (let round = 0; round < 5; round++) {
      const statuses = await Promise.all(
        browsers.flatMap(async (browser) => [
          (await browser.submit('/auth/refresh', {}, { accept: 'application/json' })).status,
          (await browser.request('/api/me')).status,
          (await browser.request('/auth/sessions')).status,
        ]),
      );
      expect(new Set(statuses.flat())).toEqual(new Set([200]));
    }
  });

  it('ends sessions on another instance', async () => {
    const browser = await app.signedIn('google');
    const other = direct.browser();
    for (const [name, value] of browser.cookies) other.cookies.set(name, value);
    expect((await other.request('/api/me')).status).toBe(200);
    await browser.submit('/auth/logout', {}, { accept: 'application/json' });
    const headers = { accept: 'application/json' };
    const status = async () => (await other.request('/api/me', { headers })).status;
    await expect.poll(status).toBe(401);
  });

  it('reads and writes times in UTC, although the database has another time zone', async () => {
    const before = Date.now();
    await app.signedIn('google', 'emil');
    const [newest] = await app.prisma.user.findMany({ orderBy: { createdAt: 'desc' }, take: 1 });
    expect(Math.abs((newest?.createdAt.getTime() ?? 0) - before)).toBeLessThan(60_000);
  });
});
