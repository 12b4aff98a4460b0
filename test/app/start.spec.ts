import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/embedded-postgres.js';
import { AppProcess } from '../support/app-process.js';
import { freePort } from '../support/test-app.js';
import { TestBrowser } from '../support/test-browser.js';

let directory: string;

beforeEach(async () => {
  directory = await openDirectory();
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('the app with nothing configured', () => {
  it('starts, says what it chose, and keeps its secret to itself', async () => {
    const port = await freePort();
    const app = AppProcess.run(directory, { PORT: String(port) });
    await app.ready(`http://localhost:${port}`);
    await expect.poll(() => app.output).toContain(`Open http://localhost:${port}`);
    expect(app.output).toContain('embedded PostgreSQL in ./.data');
    expect(app.output).toMatch(/Google \(stand-in at .*\), GitHub \(stand-in at/);
    expect((await stat(join(directory, '.data/app-secret'))).mode & 0o777).toBe(0o600);

    const second = AppProcess.run(directory, { PORT: String(await freePort()) });
    expect(await second.ended).not.toBe(0);
    expect(second.output).toMatch(/DATABASE_URL/);

    expect(await app.kill('SIGTERM')).toBe(0);
  });

  it('says so when its port is taken', async () => {
    const port = await freePort();
    const app = AppProcess.run(directory, { PORT: String(port) });
    await app.ready(`http://localhost:${port}`);
    const elsewhere = await openDirectory();
    const second = AppProcess.run(elsewhere, { PORT: String(port) });
    expect(await second.ended).not.toBe(0);
    expect(second.output).toMatch(new RegExp(`port ${port} is taken`));
    await app.kill('SIGTERM');
    await rm(elsewhere, { recursive: true });
  });

  it('killed in the middle of twenty logins loses no answered one and leaves no half user', async () => {
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const app = AppProcess.run(directory, { PORT: String(port) });
    await app.ready(origin);

    const answered: TestBrowser[] = [];
    const people = ['vera', 'una', 'emil', 'nemo'];
    const logins = Array.from({ length: 20 }, async (_, index) => {
      const browser = new TestBrowser(origin);
      const url = new URL(await browser.begin(index % 2 === 0 ? 'google' : 'github'));
      url.searchParams.set('login_hint', people[index % people.length] ?? '');
      url.searchParams.set('auto_approve', 'true');
      const callback = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
      if ((await browser.request(callback)).status !== 303) return;
      answered.push(browser);
      if (answered.length === 7) await app.kill('SIGKILL');
    });
    await Promise.allSettled(logins);
    expect(answered.length).toBeGreaterThanOrEqual(7);
    expect(answered.length).toBeLessThan(20);

    const again = AppProcess.run(directory, { PORT: String(port) });
    await again.ready(origin);
    for (const browser of answered) {
      expect(await browser.json('/api/me')).toMatchObject({ id: expect.any(String) });
      browser.cookies.delete('access');
      expect((await browser.request('/')).status).toBe(200);
    }
    expect(await again.kill('SIGTERM')).toBe(0);
    expect(await halfUsers(join(directory, '.data/postgres'))).toEqual([]);
  });
});

/** A temporary folder that PostgreSQL's own user may enter, as the folder of a project is. */
async function openDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'start-'));
  await chmod(path, 0o755);
  return path;
}

/** Users that no account leads to. */
async function halfUsers(dataDirectory: string): Promise<unknown[]> {
  const postgres = await startEmbeddedPostgres({ dataDirectory, log: () => undefined });
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
