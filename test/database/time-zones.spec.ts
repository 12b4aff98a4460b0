import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { describe, expect, it } from 'vitest';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import { MeController } from '../docs/examples/me.controller.js';
import { FULL_RUN } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { refresh } from '../support/requests.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

/** The connections of one instance that have the time zone. The other instance uses UTC. */
const PATHS = ['pool', 'prisma', 'feed'] as const;

/** Behind and ahead of UTC. */
const TIME_ZONES = FULL_RUN ? ['America/Los_Angeles', 'Asia/Tokyo'] : ['America/Los_Angeles'];

describe.each(TIME_ZONES)('with the time zone %s', (timeZone) => {
  const options = `-c TimeZone=${timeZone}`;

  it.each(PATHS)(
    'of the %s, instances agree on sessions, refresh tokens and revocations',
    async (path) => {
      const base = await TestApp.start('fastify');
      const url = base.database.url;
      const zoned = (name: string) => (path === name ? options : '-c TimeZone=UTC');
      const pool = new Pool({ connectionString: url, options: zoned('pool') });
      const prisma = new PrismaClient({
        adapter: new PrismaPg({ connectionString: url, options: zoned('prisma') }),
      });
      const feedUrl = new URL(url);
      if (path === 'feed') feedUrl.searchParams.set('options', options);
      const app = await ModuleApp.start(base, 'fastify', {
        controllers: [MeController],
        database: { prisma, ...(path !== 'prisma' && { pool }) },
        options: { revocations: { connectionString: feedUrl.href } },
      });
      const here = await base.signedIn('google');
      const there = app.browser(here);
      const me = async (browser: TestBrowser) =>
        (await browser.request('/api/me', { headers: { accept: 'application/json' } })).status;
      expect(await me(there)).toBe(200);

      // Two tabs that refresh on different instances get the same successor.
      const [first, second] = await Promise.all([refresh(here), refresh(there)]);
      expect([first.status, second.status]).toEqual([200, 200]);
      expect(there.cookie('refresh')).toBe(here.cookie('refresh'));
      const stale = app.browser(here);
      expect((await refresh(there)).status).toBe(200);
      expect((await refresh(there)).status).toBe(200);

      // A reused token is detected on either instance and revokes the session on both.
      expect((await refresh(stale)).status).toBe(401);
      await expect.poll(() => me(there), { timeout: 1000 }).toBe(401);
      here.cookies.set('access', there.cookie('access') ?? '');
      await expect.poll(() => me(here), { timeout: 1000 }).toBe(401);

      // A logout on one instance is effective on the other.
      const other = await base.signedIn('google');
      const copy = app.browser(other);
      expect(await me(copy)).toBe(200);
      await other.submit('/auth/logout');
      await expect.poll(() => me(copy), { timeout: 1000 }).toBe(401);
      await app.stop();
      await pool.end();
      await base.stop();
    },
  );
});
