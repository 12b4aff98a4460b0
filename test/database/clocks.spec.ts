import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DeleteExpired } from '../../src/social-auth/flows/delete-expired.js';
import { CapturedLog } from '../support/captured-log.js';
import { bearerStatus, cloneBrowser, refresh } from '../support/requests.js';
import { TestApp } from '../support/test-app.js';

describe('two instances on one database', () => {
  let app: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    other = await app.another('express');
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
  });
  afterEach(async () => {
    other.skewClock(0);
    await app.moveClock(0);
  });

  it.each([-30, -11, -9, 9, 11, 30])(
    'S22 whose clocks differ by %s s return the same successor to two tabs',
    async (seconds) => {
      other.skewClock(seconds);
      const first = await app.signedIn('google');
      const second = cloneBrowser(other, first);
      const [here, there] = await Promise.all([refresh(first), refresh(second)]);
      expect([here.status, there.status]).toEqual([200, 200]);
      expect(second.cookie('refresh')).toBe(first.cookie('refresh'));
      expect((await refresh(second)).status).toBe(200);
    },
  );

  it('S22 return the same successor to a repeated request after the first one has waited for a lock', async () => {
    const browser = await app.signedIn('google');
    const repetition = cloneBrowser(other, browser);
    const sql = new Client(app.database.url);
    await sql.connect();
    await sql.query('BEGIN; SELECT 1 FROM "Session" FOR UPDATE');
    const waiting = refresh(browser);
    await new Promise((resolve) => setTimeout(resolve, 300));
    // The request arrived more than a grace period ago when the lock is released.
    await app.database.moveClock(12);
    await sql.query('COMMIT');
    await sql.end();
    expect((await waiting).status).toBe(200);
    expect((await refresh(repetition)).status).toBe(200);
    expect(repetition.cookie('refresh')).toBe(browser.cookie('refresh'));
  });

  it('S25 keep rejecting a revoked access token while the clock of one jumps ahead and back', async () => {
    const browser = await app.signedIn('google');
    const access = browser.cookie('access');
    await browser.submit('/auth/logout');
    await expect.poll(() => bearerStatus(other, access), { timeout: 1000 }).toBe(401);
    other.skewClock(3600);
    await new Promise((resolve) => setTimeout(resolve, 700));
    other.skewClock(0);
    for (let attempt = 0; attempt < 20; attempt++) {
      expect(await bearerStatus(other, access)).toBe(401);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  });

  it.each([
    [-120, 120_000],
    [3600, -3_600_000],
  ])('S25 report in /ready and the log that a clock differs by %s s', async (seconds, expected) => {
    const log = CapturedLog.start();
    try {
      const clock = async () => (await other.browser().json<{ clock: string }>('/ready')).clock;
      other.skewClock(seconds);
      await expect.poll(clock).toBe('skewed');
      const response = await other.browser().request('/ready');
      const { clockDifferenceMs } = JSON.parse(response.body) as { clockDifferenceMs: number };
      expect(response.status).toBe(200);
      expect(Math.abs(clockDifferenceMs - expected)).toBeLessThan(5000);
      expect(log.lines.join('\n')).toMatch(/clock of this instance differs from the database's by/);
      other.skewClock(0);
      await expect.poll(clock).toBe('ok');
    } finally {
      log.stop();
    }
  });

  it('delete expired rows by the clock of the database', async () => {
    const browser = await app.signedIn('google');
    const before = await app.prisma.auditEvent.count();
    other.skewClock(400 * 86_400);
    await other.app.get(DeleteExpired, { strict: false }).run();
    other.skewClock(0);
    expect(await app.prisma.auditEvent.count()).toBeGreaterThanOrEqual(before);
    expect((await refresh(browser)).status).toBe(200);
  });
});
