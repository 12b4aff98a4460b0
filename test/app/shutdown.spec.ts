import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { itInFullRun, MAIN_ADAPTERS } from '../support/full-run.js';
import { TcpProxy } from '../revocation/tcp-proxy.js';
import { AppProcess } from '../support/app-process.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { TestApp } from '../support/test-app.js';
import { TestBrowser } from '../support/test-browser.js';

const PROJECT = join(import.meta.dirname, '../..');

/** The exit code and signal of a process that does not exit. It runs during the other tests, because it takes 5 s. */
let stuckProcess: Promise<unknown[]>;

beforeAll(async () => {
  const module = pathToFileURL(join(PROJECT, 'dist/app/shutdown/exit-deadline.js')).href;
  const script = `
    import { enforceExitDeadline } from ${JSON.stringify(module)};
    enforceExitDeadline({ delay: 0, timeout: 0 });
    setInterval(() => undefined, 1000);
    console.log('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  stuckProcess = once(child, 'exit');
  child.kill('SIGTERM');
});

let sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
});

/** Opens a TCP connection, sends text and ignores how the connection ends. */
async function openConnection(port: number, text = '', host = '127.0.0.1'): Promise<Socket> {
  const socket = connect(port, host).on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  if (text !== '') socket.write(text);
  return socket;
}

function portOf({ app }: TestApp): number {
  return ((app.getHttpServer() as Server).address() as AddressInfo).port;
}

/** @returns the duration in milliseconds */
async function durationOf(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work;
  return performance.now() - start;
}

describe.each(MAIN_ADAPTERS)('an app on %s that shuts down', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
  });
  afterEach(() => app.emulator.clearFaults());
  afterAll(() => app.stop());

  it('does not wait for clients that send nothing, half a header or half a body, or keep connections alive', async () => {
    const instance = await app.another(adapter);
    const port = portOf(instance);
    await openConnection(port);
    await openConnection(port, 'GET /health HTTP/1.1\r\nHost: loc');
    await openConnection(
      port,
      'POST /auth/refresh HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"refresh',
    );
    const keptAlive = await openConnection(port, 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [response] = (await once(keptAlive, 'data')) as [Buffer];
    expect(response.toString()).toMatch(/connection: keep-alive/i);
    await sleep(50);
    expect(await durationOf(instance.stop())).toBeLessThan(2500);
  });

  it('completes a login in flight and closes its connection afterwards', async () => {
    const instance = await app.another(adapter);
    const browser = instance.browser();
    const callback = await app.emulator.approve(await browser.begin('google'), 'vera');
    app.emulator.clearRequests();
    app.emulator.injectFault({ endpoint: 'token', kind: 'delay', delayMs: 400, times: 1 });
    const login = browser.request(callback);
    await expect.poll(() => app.emulator.requests.length).toBe(1);
    const closed = instance.stop();
    const { status, headers } = await login;
    expect(status).toBe(303);
    expect(headers.get('connection')).toBe('close');
    expect(browser.cookie('access')).toBeDefined();
    await closed;
    await expect(browser.request('/health')).rejects.toThrow('fetch failed');
  });

  it('serves requests during SHUTDOWN_DELAY while /ready returns 503', async () => {
    const instance = await app.another(adapter, { SHUTDOWN_DELAY: '700ms' });
    const browser = await instance.signedIn('google');
    const closed = durationOf(instance.stop());
    await expect.poll(async () => (await browser.request('/ready')).status).toBe(503);
    expect(await browser.json('/ready')).toMatchObject({ status: 'shutting_down', database: 'ok' });
    expect(await browser.json('/health')).toEqual({ status: 'ok' });
    const { status, headers } = await browser.request('/api/me');
    expect(status).toBe(200);
    expect(headers.get('connection')).toBe('close');
    expect(await closed).toBeGreaterThanOrEqual(690);
    await expect(browser.request('/health')).rejects.toThrow('fetch failed');
  });

  it('aborts requests that are not completed within SHUTDOWN_TIMEOUT', async () => {
    const instance = await app.another(adapter, { SHUTDOWN_TIMEOUT: '300ms' });
    const browser = instance.browser();
    const callback = await app.emulator.approve(await browser.begin('google'), 'vera');
    app.emulator.clearRequests();
    app.emulator.injectFault({ endpoint: 'token', kind: 'no-response', times: 1 });
    const login = expect(browser.request(callback)).rejects.toThrow('fetch failed');
    await expect.poll(() => app.emulator.requests.length).toBe(1);
    expect(await durationOf(instance.stop())).toBeLessThan(2000);
    await login;
  });
});

describe('an app that listens on localhost', () => {
  it('serves both loopback addresses with the same headers, and completes requests of both on shutdown', async () => {
    const base = await TestApp.start('fastify');
    const app = await base.another('fastify');
    const address = `http://[::1]:${portOf(app)}`;
    const browser = new TestBrowser(address, app.origin);
    expect((await browser.request('/health')).headers.get('x-request-id')).not.toBeNull();
    const callback = await base.emulator.approve(await browser.begin('google'), 'vera');
    base.emulator.clearRequests();
    base.emulator.injectFault({ endpoint: 'token', kind: 'delay', delayMs: 300, times: 1 });
    const login = browser.request(callback);
    await expect.poll(() => base.emulator.requests.length).toBe(1);
    const closed = app.stop();
    expect((await login).status).toBe(303);
    await closed;
    await expect(browser.request('/health')).rejects.toThrow('fetch failed');
    await base.stop();
  });
});

describe('the process of the app', () => {
  let directory: string;
  let database: TestDatabase;
  let proxy: TcpProxy;
  let app: AppProcess;
  let origin: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shutdown-'));
    database = await createTestDatabase();
    proxy = await TcpProxy.open(database.url);
    const port = await freePort();
    origin = `http://localhost:${port}`;
    app = AppProcess.run(directory, {
      PORT: String(port),
      DATABASE_URL: proxy.url,
      SHUTDOWN_TIMEOUT: '2s',
    });
    await app.ready(origin);
  });
  afterEach(async () => {
    await proxy.close();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  it('responds to logins in flight before it stops its emulator and closes its database connections', async () => {
    const { port } = new URL(origin);
    await openConnection(Number(port), 'GET /login HTTP/1.1\r\nHost: loc');
    const callbacks = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const browser = new TestBrowser(origin);
        const url = new URL(await browser.begin('google'));
        url.searchParams.set('login_hint', 'vera');
        url.searchParams.set('auto_approve', 'true');
        const { headers } = await fetch(url, { redirect: 'manual' });
        return { browser, callback: headers.get('location') ?? '' };
      }),
    );
    const logins = callbacks.map(({ browser, callback }) => browser.request(callback));
    await Promise.race(logins);
    const start = performance.now();
    expect(await app.kill('SIGTERM')).toBe(0);
    expect(performance.now() - start).toBeLessThan(5000);
    const statuses = (await Promise.all(logins)).map(({ status }) => status);
    expect(statuses).toEqual(Array.from({ length: 8 }, () => 303));
  });

  itInFullRun('exits with 0 when the database no longer responds', async () => {
    proxy.blackhole();
    const start = performance.now();
    expect(await app.kill('SIGTERM')).toBe(0);
    expect(performance.now() - start).toBeLessThan(7000);
  });
});

describe('a process that does not exit', () => {
  it('exits with 1 five seconds after the time limits of the shutdown', async () => {
    expect(await stuckProcess).toEqual([1, null]);
  });
});
