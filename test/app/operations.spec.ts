import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeleteExpired } from '../../src/social-auth/flows/delete-expired.js';
import { TestApp } from '../support/test-app.js';

describe('in operation the app', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start('fastify', { METRICS: 'true' });
  });
  afterAll(() => app.stop());

  it('says that it lives and is ready', async () => {
    expect(await app.browser().json('/health')).toEqual({ status: 'ok' });
    expect(await app.browser().json('/ready')).toEqual({
      status: 'ok',
      database: 'ok',
      migrations: 'applied',
      revocations: 'ok',
    });
  });

  it('shows how fresh its knowledge of revocations is, where metrics are asked for', async () => {
    const { headers, body } = await app.browser().request('/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(body).toMatch(/^social_auth_revocation_feed_whole 1$/m);
    expect(body).toMatch(/^social_auth_revocation_feed_lag_seconds_count 0$/m);
    const other = await app.another('fastify');
    expect((await other.browser().request('/metrics')).status).toBe(404);
    await other.stop();
  });

  it('deletes sessions that have long been over, in small steps, and no others', async () => {
    await app.signedIn('google');
    const { id: userId } = await app.prisma.user.findFirstOrThrow();
    const session = (daysOver: number, endedDaysAgo?: number) => {
      const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
      return {
        id: crypto.randomUUID(),
        userId,
        provider: 'google',
        createdAt: ago(daysOver + 90),
        refreshedAt: ago(daysOver + 1),
        expiresAt: ago(daysOver),
        ...(endedDaysAgo !== undefined && { revokedAt: ago(endedDaysAgo) }),
      };
    };
    await app.prisma.session.createMany({
      data: [
        ...Array.from({ length: 2500 }, () => session(2)),
        session(-10, 31),
        session(-10, 29),
        session(0.5),
      ],
    });
    expect(await app.app.get(DeleteExpired, { strict: false }).run()).toBe(2501);
    expect(await app.prisma.session.count()).toBe(3);
  });

  it('answers 503 when the database is gone, and still lives', async () => {
    const doomed = await TestApp.start('fastify');
    const browser = await doomed.signedIn('google');
    await doomed.database.drop();
    const page = await browser.request('/');
    expect(page.status).toBe(503);
    expect(page.body).toContain('Support code');
    expect(page.headers.get('retry-after')).toBe('5');
    const program = await browser.request('/auth/refresh', {
      method: 'POST',
      headers: { origin: doomed.origin, accept: 'application/json' },
    });
    expect(program.status).toBe(503);
    expect(JSON.parse(program.body)).toMatchObject({ code: 'service_unavailable' });
    expect(browser.cookie('refresh')).toBeDefined();
    expect((await doomed.browser().request('/ready')).status).toBe(503);
    expect((await doomed.browser().request('/health')).status).toBe(200);
    await doomed.stop();
  });
});

describe('the command that rotates keys', () => {
  it('makes a key that signs later, or at once', async () => {
    const app = await TestApp.start('fastify');
    try {
      const run = (...options: string[]) =>
        promisify(execFile)(process.execPath, ['dist/cli/rotate-keys.js', ...options], {
          env: { ...app.variables, PORT: '3999', PATH: process.env['PATH'] },
        });
      const kids = async () => (await app.prisma.signingKey.findMany()).map(({ kid }) => kid);
      const [first] = await kids();
      expect((await run()).stdout).toMatch(/is new; it signs from/);
      expect((await run()).stdout).toMatch(/is waiting for its turn already/);
      expect(await kids()).toHaveLength(2);
      await run('--immediately');
      expect(await kids()).toHaveLength(1);
      expect(await kids()).not.toContain(first);
    } finally {
      await app.stop();
    }
  });
});
