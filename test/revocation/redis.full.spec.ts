import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisNotifier, redisRateLimits } from '../docs/examples/redis.js';
import { CapturedLog } from '../support/captured-log.js';
import { ModuleApp } from '../support/module-app.js';
import { freePort } from '../support/free-port.js';
import { TestApp } from '../support/test-app.js';

/** The version of the Redis or Valkey server on this machine; undefined if none is installed. */
function findRedis(): { program: string; version: string } | undefined {
  for (const program of ['valkey-server', 'redis-server']) {
    try {
      const text = execFileSync(program, ['--version'], { encoding: 'utf8' });
      return { program, version: `${program} ${/v=([\d.]+)/.exec(text)?.[1]}` };
    } catch {
      // Not installed.
    }
  }
  return undefined;
}

const found = findRedis();

describe.runIf(found !== undefined)(`an app with ${found?.version}`, () => {
  let base: TestApp;
  let port: number;
  let server: ChildProcess;
  let clients: Redis[];
  let log: CapturedLog;
  let first: ModuleApp;
  let second: ModuleApp;

  const startRedis = () => {
    const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
    server = spawn(found?.program ?? '', flags, { stdio: 'ignore' });
  };
  const stopRedis = async () => {
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  };
  const connect = async () => {
    const client = new Redis(port, '127.0.0.1', { enableOfflineQueue: false });
    client.on('error', () => undefined);
    clients.push(client);
    await expect.poll(() => client.status, { timeout: 10_000 }).toBe('ready');
    return client;
  };

  async function startApp(): Promise<ModuleApp> {
    const redis = await connect();
    const revocations = { notifier: redisNotifier(redis, await connect()) };
    const options = {
      revocations,
      rateLimitStorage: redisRateLimits(redis),
      rateLimits: { login: { limit: 3, ttl: '1m' } },
    } as const;
    return ModuleApp.start(base, 'fastify', { isPolling: true, options });
  }

  beforeAll(async () => {
    base = await TestApp.start('fastify');
    port = await freePort();
  });
  afterAll(() => base.stop());

  beforeEach(async () => {
    clients = [];
    startRedis();
    [first, second] = [await startApp(), await startApp()];
    log = CapturedLog.start();
  });
  afterEach(async () => {
    await Promise.all([first.stop(), second.stop()]);
    log.stop();
    for (const client of clients) client.disconnect();
    if (server.exitCode === null && server.signalCode === null) await stopRedis();
  });

  const statusOf = async (app: ModuleApp, cookies: Awaited<ReturnType<TestApp['signedIn']>>) =>
    (
      await app
        .browser(cookies)
        .request('/auth/sessions', { headers: { accept: 'application/json' } })
    ).status;

  /** Starts a login from one IP address. */
  const login = async (app: ModuleApp) =>
    (await app.browser().submit('/auth/google', {}, { 'x-forwarded-for': '203.0.113.7' })).status;

  it('notifies every instance of a revoked session', async () => {
    const subscriber = await connect();
    await subscriber.subscribe('revocations');
    const notified = once(subscriber, 'message');
    const session = await base.signedIn('google');
    expect(await statusOf(second, session)).toBe(200);
    await first.browser(session).submit('/auth/logout', {}, { accept: 'application/json' });
    await notified;
    await expect.poll(() => statusOf(second, session), { timeout: 1000 }).toBe(401);
  });

  it('is notified also if Redis starts after the app', async () => {
    await stopRedis();
    const publisher = new Redis(port, '127.0.0.1', { enableOfflineQueue: false });
    const subscriber = publisher.duplicate({ enableOfflineQueue: true });
    for (const client of [publisher, subscriber]) client.on('error', () => undefined);
    clients.push(publisher, subscriber);
    const notifier = redisNotifier(publisher, subscriber);
    const notified = new Promise<void>((resolve) => void notifier.subscribe(resolve));
    startRedis();
    await expect.poll(() => subscriber.status, { timeout: 10_000 }).toBe('ready');
    await expect.poll(() => publisher.status, { timeout: 10_000 }).toBe('ready');
    await expect.poll(() => notifier.notify(), { timeout: 5000 }).toBeGreaterThan(0);
    await notified;
  });

  it('counts the requests of all instances together', async () => {
    const statuses = [];
    for (const app of [first, second, first, second]) statuses.push(await login(app));
    expect(statuses).toEqual([303, 303, 303, 429]);
  });

  it('uses the database and its own memory while Redis is down, and says so', async () => {
    const session = await base.signedIn('google');
    await stopRedis();
    await first.browser(session).submit('/auth/logout', {}, { accept: 'application/json' });
    await expect.poll(() => statusOf(second, session), { timeout: 1000 }).toBe(401);
    for (let index = 0; index < 3; index++) {
      expect(await login(first)).toBe(303);
    }
    expect(await login(first)).toBe(429);
    expect(log.lines.join('\n')).toContain('Instances cannot be notified of revoked sessions');
    expect(log.lines.join('\n')).toContain('The storage of rate limits is unavailable');
    startRedis();
    await expect
      .poll(() => clients.every(({ status }) => status === 'ready'), { timeout: 10_000 })
      .toBe(true);
    await expect
      .poll(() => login(first), {
        timeout: 5000,
        interval: 1100,
      })
      .toBe(303);
    await expect.poll(() => log.lines.join('\n'), { timeout: 5000 }).toContain('available again');
  });
});
