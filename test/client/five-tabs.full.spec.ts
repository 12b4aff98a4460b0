import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { TestApp } from '../support/test-app.js';
import { FiveTabs } from './five-tabs.js';
import { SpaApp } from './spa-app.js';

const ROUNDS = Number(process.env['CLIENT_ROUNDS'] ?? 500);

/** Returns a generator of numbers from 0 to 1 that a seed determines (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('five tabs of the browser client', () => {
  let base: TestApp;
  let app: SpaApp;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    [base, browser] = await Promise.all([TestApp.start('fastify'), launchBrowser()]);
    app = await SpaApp.start(base, '2s');
    context = await browser.newContext();
    await app.signIn(context);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    await base.stop();
  });

  it(
    'stay signed in and renew once per expiry, with a frozen tab, closed tabs and a flaky network, until one signs out',
    async () => {
      const seed = Number(process.env['CLIENT_SEED'] ?? Date.now() % 2 ** 31);
      const tabs = new FiveTabs(app, context, seededRandom(seed));
      const report = await tabs.run(ROUNDS);
      // oxlint-disable-next-line no-console
      console.log(JSON.stringify({ seed, ...report }));
      expect(report).toMatchObject({ signedOut: [], superfluous: [] });
      expect(await base.prisma.session.count({ where: { revokedAt: { not: null } } })).toBe(0);
      expect(await tabs.signOut()).toEqual(Array.from({ length: 5 }, () => 'signed-out'));
    },
    60_000 + ROUNDS * 6000,
  );
});
