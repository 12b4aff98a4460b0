import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeleteExpired } from '../../src/social-auth/flows/delete-expired.js';
import { itInFullRun } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';

describe('the running app', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start('fastify', { METRICS: 'true' });
  });
  afterAll(() => app.stop());

  it('reports that it is alive and ready', async () => {
    expect(await app.browser().json('/health')).toEqual({ status: 'ok' });
    expect(await app.browser().json('/ready')).toEqual({
      status: 'ok',
      database: 'ok',
      migrations: 'applied',
      revocations: 'ok',
      clock: 'ok',
      clockDifferenceMs: expect.any(Number),
    });
  });

  it('serves metrics of the revocation feed only when METRICS is set', async () => {
    const { headers, body } = await app.browser().request('/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(body).toMatch(/^social_auth_revocation_feed_fresh 1$/m);
    expect(body).toMatch(/^social_auth_revocation_feed_delay_seconds_count 0$/m);
    const other = await app.another('fastify');
    expect((await other.browser().request('/metrics')).status).toBe(404);
    await other.stop();
  });

  it('deletes only sessions that expired or were revoked long ago, in batches', async () => {
    await app.signedIn('google');
    const { id: userId } = await app.prisma.user.findFirstOrThrow();
    const session = (daysSinceExpiry: number, revokedDaysAgo?: number) => {
      const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
      return {
        id: crypto.randomUUID(),
        userId,
        provider: 'google',
        createdAt: ago(daysSinceExpiry + 90),
        refreshedAt: ago(daysSinceExpiry + 1),
        expiresAt: ago(daysSinceExpiry),
        ...(revokedDaysAgo !== undefined && { revokedAt: ago(revokedDaysAgo) }),
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

  it('returns 503 when the database is unreachable, and stays alive', async () => {
    const other = await TestApp.start('fastify');
    const browser = await other.signedIn('google');
    await other.database.drop();
    const page = await browser.request('/');
    expect(page.status).toBe(503);
    expect(page.body).toContain('Support code');
    expect(page.headers.get('retry-after')).toBe('5');
    const response = await browser.request('/auth/refresh', {
      method: 'POST',
      headers: { origin: other.origin, accept: 'application/json' },
    });
    expect(response.status).toBe(503);
    expect(JSON.parse(response.body)).toMatchObject({ code: 'service_unavailable' });
    expect(browser.cookie('refresh')).toBeDefined();
    expect((await other.browser().request('/ready')).status).toBe(503);
    expect((await other.browser().request('/health')).status).toBe(200);
    await other.stop();
  });
});

itInFullRun(
  'npm run keys:rotate creates one key that signs later, or with --immediately at once',
  async () => {
    const app = await TestApp.start('fastify');
    try {
      const run = (...options: string[]) =>
        promisify(execFile)(process.execPath, ['dist/app/commands/rotate-keys.js', ...options], {
          env: { ...app.variables, PORT: '3999', PATH: process.env['PATH'] },
        });
      const kids = async () => (await app.prisma.signingKey.findMany()).map(({ kid }) => kid);
      const [first] = await kids();
      expect((await run()).stdout).toMatch(/Created signing key \S+\. It signs tokens from/);
      expect((await run()).stdout).toMatch(
        /Created no signing key, because key \S+ was created less than/,
      );
      expect(await kids()).toHaveLength(2);
      await run('--immediately');
      expect(await kids()).toHaveLength(1);
      expect(await kids()).not.toContain(first);
    } finally {
      await app.stop();
    }
  },
);
