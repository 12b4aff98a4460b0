import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readDocument, section } from '../docs/documents.js';
import { executeSql, type TestDatabase } from '../support/database.js';
import type { AppUnderTest } from './app-under-test.js';
import {
  APP_SECRET,
  copyExample,
  createExampleDatabase,
  type ExampleName,
  generateClient,
  startExample,
} from './example-app.js';
import { connect } from '../guards/socket-clients.js';
import { PackedPackage, run } from './packed-package.js';

describe('the examples', () => {
  let packed: PackedPackage;
  let database: TestDatabase;
  const running: AppUnderTest[] = [];

  beforeAll(async () => {
    packed = await PackedPackage.create();
  }, 300_000);
  afterAll(() => packed?.remove());
  afterEach(async () => {
    for (const app of running.splice(0)) await app.stop();
    await database?.drop();
  });

  /** Copies an example out of the repository, and installs the packed package in it. */
  async function install(name: string): Promise<string> {
    const directory = join(packed.directory, name);
    await copyExample(name, directory);
    const manifest = join(directory, 'package.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(
      manifest,
      text.replace(/("nestjs-social-auth": )"[^"]+"/, `$1"file:${packed.tarball}"`),
    );
    await run(directory, 'npm install --no-audit --no-fund');
    return directory;
  }

  async function start(
    directory: string,
    variables: Readonly<Record<string, string>>,
  ): Promise<AppUnderTest> {
    const app = await startExample(directory, variables);
    running.push(app);
    return app;
  }

  /** Installs and builds an example with a database, creates its tables, and starts it. */
  async function startWithDatabase(name: ExampleName): Promise<AppUnderTest> {
    const directory = await install(name);
    await generateClient(directory);
    await run(directory, 'npm run build');
    database = await createExampleDatabase(name, directory);
    return start(directory, { DATABASE_URL: database.url });
  }

  it('on Express passes the doctor and signs in, and a service that only verifies tokens accepts its access token', async () => {
    const app = await startWithDatabase('express');
    const doctor = (options = '') =>
      run(join(packed.directory, 'express'), `npx nestjs-social-auth doctor ${options}`, {
        PUBLIC_URL: app.origin,
        DATABASE_URL: database.url,
        APP_SECRET,
      });
    const report = await doctor();
    expect(report).toContain(`register at Google: ${app.origin}/auth/google/callback`);
    expect(report).toContain('Social login is configured correctly.');
    expect(await doctor('--global-prefix api')).toContain(
      `register at Google: ${app.origin}/api/auth/google/callback`,
    );
    const guide = readDocument('docs/guides/test-your-app.md');
    const script = section(guide, '## How do I log in from a script?');
    const [, commands = ''] = /```sh\n([\s\S]*?)```/.exec(script) ?? [];
    const output = await run(
      packed.directory,
      commands.replaceAll('http://localhost:3000', app.origin),
    );
    expect(output).toContain('"current":true');
    expect(output).toContain('{"expiresIn":300}');

    const browser = await app.logIn('vera');
    const { userId } = await browser.json<{ userId: string }>('/me');
    expect(userId).toMatch(/^[0-9a-f-]{36}$/);

    const directory = await install('verifier');
    await run(directory, 'npm run build');
    const verifier = await start(directory, { ISSUER: app.origin });
    const token = browser.cookies.get('access') ?? '';
    const invoices = (headers: Record<string, string>) =>
      fetch(`${verifier.origin}/invoices`, { headers });
    expect(await (await invoices({ authorization: `Bearer ${token}` })).json()).toEqual({
      userId,
    });
    expect((await invoices({})).status).toBe(401);
  }, 900_000);

  it('on Fastify uses its own user model, required field, roles and claims', async () => {
    const app = await startWithDatabase('fastify');
    const admin = await app.logIn('vera');
    expect(await admin.json('/members/me')).toMatchObject({
      id: 1,
      handle: expect.stringMatching(/^member-\d+$/) as string,
      tenant: 'acme',
    });
    expect(await admin.json('/members')).toHaveLength(1);

    const member = await app.logIn('emil');
    expect((await member.request('/members/me')).status).toBe(200);
    expect((await member.request('/members')).status).toBe(403);

    const json = { headers: { accept: 'application/json' } };
    await executeSql('DELETE FROM members WHERE id = 2', database.url);
    await expect
      .poll(async () => (await member.request('/members/me', json)).status, { timeout: 5000 })
      .toBe(401);
    expect((await admin.request('/members/me')).status).toBe(200);
  }, 900_000);

  it('with GraphQL, socket.io and server-sent events knows the user in each, and ends them with the session', async () => {
    const app = await startWithDatabase('realtime');
    const browser = await app.logIn('vera');
    const cookie = `access=${browser.cookie('access')}`;
    const headers = { cookie, origin: app.origin };

    const query = async (additional: Record<string, string>): Promise<unknown> => {
      const response = await fetch(`${app.origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: app.origin, ...additional },
        body: JSON.stringify({ query: '{ profile { name } }' }),
      });
      return response.json();
    };
    expect(await query({ cookie })).toEqual({ data: { profile: { name: 'Vera Sample' } } });
    expect(await query({})).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });

    const foreign = { headers: { cookie, origin: 'http://localhost:1' } };
    expect(await connect('socket.io', app.origin, foreign)).toMatchObject({
      refused: { code: 'cross_site_request' },
    });
    const socket = await connect('socket.io', app.origin, { headers });
    if ('refused' in socket) throw new Error(JSON.stringify(socket));
    expect(await socket.send('introduce')).toMatchObject({ data: { name: 'Vera Sample' } });
    expect(await socket.send('clear')).toMatchObject({ data: { code: 'forbidden' } });

    const stream = await fetch(`${app.origin}/events`, { headers });
    await browser.request('/auth/logout', { method: 'POST', headers: { origin: app.origin } });
    await Promise.all([socket.closed, stream.text()]);
    expect(app.output).not.toMatch(/ERROR|none of the roles.*\n +at /);
  }, 900_000);
});
