import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { itInFullRun } from '../support/full-run.js';
import { EMBEDDED_POSTGRES } from '../../src/app/database.module.js';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/index.js';
import { AppProcess } from '../support/app-process.js';
import { createTestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { TestBrowser } from '../support/test-browser.js';

let directory: string;

beforeEach(async () => {
  directory = await createDirectory();
});
afterEach(() => rm(directory, { recursive: true, force: true }));

itInFullRun('the app in production loads only what it uses', async () => {
  const port = await freePort();
  const database = await createTestDatabase();
  const coverage = join(directory, 'coverage');
  const variables = {
    NODE_ENV: 'production',
    PORT: String(port),
    PUBLIC_URL: 'https://app.example.com',
    DATABASE_URL: database.url,
    APP_SECRET: 'hT4vQz7LrW2mXc9KpB6nYd3FsG8jAe5uRiEo1wNk',
    GOOGLE_CLIENT_ID: 'id',
    GOOGLE_CLIENT_SECRET: 'secret',
  };
  const startAndStop = async (environment: Record<string, string>) => {
    const app = AppProcess.run(directory, environment);
    await app.ready(`http://localhost:${port}`);
    await app.kill('SIGTERM');
  };
  // The first start creates the signing key in a transaction of Prisma, which loads its query compiler.
  await startAndStop(variables);
  await startAndStop({ ...variables, NODE_V8_COVERAGE: coverage });
  await database.drop();

  const files = await loadedFiles(coverage);
  const loaded = (path: string) => files.some((file) => file.includes(path));
  const used = ['/dist/social-auth/index.js', '/node_modules/@prisma/client/', '/dist/admin/'];
  expect(used.filter((path) => !loaded(path))).toEqual([]);
  const unused = [
    '/dist/emulator/',
    '/dist/embedded-postgres/',
    '/dist/provider-tokens/',
    '/dist/client/',
    '/node_modules/@nestjs/swagger/',
    '/node_modules/openid-client/',
    '/node_modules/ajv/',
    'query_compiler',
  ];
  expect(unused.filter(loaded)).toEqual([]);
});

describe('the app without configuration', () => {
  it('starts, logs its database and providers, and stores its secret readable by its owner only', async () => {
    const port = await freePort();
    const app = AppProcess.run(directory, { PORT: String(port) });
    await app.ready(`http://localhost:${port}`);
    await expect.poll(() => app.output).toContain(`Open http://localhost:${port}`);
    expect(app.output).toContain('embedded PostgreSQL in ./.data');
    expect(app.output).toMatch(/Google \(emulator at .*\), GitHub \(emulator at/);
    expect((await stat(join(directory, '.data/app-secret'))).mode & 0o777).toBe(0o600);
    expect(await app.kill('SIGTERM')).toBe(0);
  }, 60_000);

  itInFullRun(
    'exits with an error that suggests DATABASE_URL while another app runs in its directory',
    async () => {
      const port = await freePort();
      const app = AppProcess.run(directory, { PORT: String(port) });
      await app.ready(`http://localhost:${port}`);
      const second = AppProcess.run(directory, { PORT: String(await freePort()) });
      expect(await second.ended).not.toBe(0);
      expect(second.output).toMatch(/DATABASE_URL/);
      expect(await app.kill('SIGTERM')).toBe(0);
    },
    60_000,
  );

  itInFullRun(
    'restarts the embedded PostgreSQL when it is killed, and keeps users signed in',
    async () => {
      const port = await freePort();
      const origin = `http://localhost:${port}`;
      const app = AppProcess.run(directory, { PORT: String(port) });
      await app.ready(origin);
      const browser = new TestBrowser(origin);
      const url = new URL(await browser.begin('google'));
      url.searchParams.set('login_hint', 'vera');
      url.searchParams.set('auto_approve', 'true');
      const callback = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
      expect((await browser.request(callback)).status).toBe(303);

      const lock = join(directory, '.data/postgres/database/cluster/postmaster.pid');
      process.kill(Number((await readFile(lock, 'utf8')).split('\n')[0]), 'SIGKILL');
      await expect
        .poll(() => app.output, { timeout: 15_000 })
        .toContain('Restarted the embedded PostgreSQL.');
      expect(app.output).toMatch(/The embedded PostgreSQL ended unexpectedly \(SIGKILL\)/);
      const status = async (path: string) => (await browser.request(path)).status;
      await expect.poll(() => status('/ready'), { timeout: 5000 }).toBe(200);
      expect(await status('/api/me')).toBe(200);
      browser.cookies.delete('access');
      expect(await status('/')).toBe(200);
      expect(await app.kill('SIGTERM')).toBe(0);
    },
    60_000,
  );

  it('exits with an error that names the port when the port is in use', async () => {
    const port = await freePort();
    const other = createServer().listen(port, 'localhost');
    await once(other, 'listening');
    const database = await createTestDatabase();
    const app = AppProcess.run(directory, { PORT: String(port), DATABASE_URL: database.url });
    expect(await app.ended).not.toBe(0);
    expect(app.output).toMatch(new RegExp(`Port ${port} is already in use`));
    other.close();
    await database.drop();
  });

  itInFullRun(
    'keeps every completed login and leaves no partial user when it is killed during twenty logins',
    async () => {
      const port = await freePort();
      const origin = `http://localhost:${port}`;
      const app = AppProcess.run(directory, { PORT: String(port) });
      await app.ready(origin);

      const completed: TestBrowser[] = [];
      const personas = ['vera', 'una', 'emil', 'nemo'];
      const logins = Array.from({ length: 20 }, async (_, index) => {
        const browser = new TestBrowser(origin);
        const url = new URL(await browser.begin(index % 2 === 0 ? 'google' : 'github'));
        url.searchParams.set('login_hint', personas[index % personas.length] ?? '');
        url.searchParams.set('auto_approve', 'true');
        const callback = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
        if ((await browser.request(callback)).status !== 303) return;
        completed.push(browser);
        if (completed.length === 7) await app.kill('SIGKILL');
      });
      await Promise.allSettled(logins);
      expect(completed.length).toBeGreaterThanOrEqual(7);
      expect(completed.length).toBeLessThan(20);

      const restarted = AppProcess.run(directory, { PORT: String(port) });
      await restarted.ready(origin);
      for (const browser of completed) {
        expect(await browser.json('/api/me')).toMatchObject({ id: expect.any(String) });
        browser.cookies.delete('access');
        expect((await browser.request('/')).status).toBe(200);
      }
      expect(await restarted.kill('SIGTERM')).toBe(0);
      expect(await usersWithoutAccount(join(directory, '.data/postgres'))).toEqual([]);
    },
  );
});

/** Returns the URLs of the files that processes with `NODE_V8_COVERAGE` have loaded. */
async function loadedFiles(coverage: string): Promise<string[]> {
  const reports = (await readdir(coverage)).map(async (name) => {
    const text = await readFile(join(coverage, name), 'utf8');
    const { result } = JSON.parse(text) as { result: { url: string }[] };
    return result.map(({ url }) => url);
  });
  return (await Promise.all(reports)).flat();
}

/** Creates a temporary directory that the system user of PostgreSQL can enter. */
async function createDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'start-'));
  await chmod(path, 0o755);
  return path;
}

/** Returns the users without an account. */
async function usersWithoutAccount(dataDirectory: string): Promise<unknown[]> {
  const postgres = await startEmbeddedPostgres({
    ...EMBEDDED_POSTGRES,
    dataDirectory,
    log: () => undefined,
  });
  const client = new Client({ connectionString: postgres.url });
  try {
    await client.connect();
    const { rows } = await client.query(
      'SELECT id FROM "User" u WHERE NOT EXISTS (SELECT 1 FROM "Account" a WHERE a."userId" = u.id)',
    );
    return rows;
  } finally {
    await client.end();
    await postgres.stop();
  }
}
