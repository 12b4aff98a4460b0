import * as swagger from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpenApiDocument } from '../../src/app/openapi.js';
import { FULL_RUN, MAIN_ADAPTERS } from '../support/full-run.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import { Fuzzer } from './fuzz/fuzzer.js';
import { CLIENT_REDIRECT } from './fuzz/seed-data.js';
import { sweep, type Route } from './fuzz/requests.js';

/** `FUZZ_REQUESTS` sets the number of requests, `FUZZ_SEED` the seed of the generator. */
const REQUESTED = Number(process.env['FUZZ_REQUESTS'] ?? 0);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_122);
/** Routes for each payload: all of them in the full run, otherwise every twelfth. */
const STRIDE = FULL_RUN || REQUESTED > 0 ? 1 : 12;
/** For each adapter: the number of requests within the time budget, and the minimum on slow machines. */
const COUNT = REQUESTED > 0 ? Math.ceil(REQUESTED / ADAPTERS.length) : 10_000;
const MIN_COUNT = REQUESTED > 0 ? COUNT : FULL_RUN ? 3000 : 500;
const BUDGET_MS = REQUESTED > 0 ? 24 * 60 * 60 * 1000 : FULL_RUN ? 22_000 : 1000;

describe.each(MAIN_ADAPTERS)('fuzzing the app on %s', (adapter) => {
  let app: TestApp;
  let fuzzer: Fuzzer;
  let routes: Route[];

  beforeAll(async () => {
    app = await TestApp.start(adapter, { CLIENT_REDIRECT_URIS: CLIENT_REDIRECT, METRICS: 'true' });
    fuzzer = new Fuzzer(app, 'com.example.fuzz:');
    routes = routesOf(app);
  });
  afterAll(() => app.stop());

  it('returns a documented response to every malicious payload, and in the full run on every route', async () => {
    expect(await fuzzer.send(sweep(routes, STRIDE))).toEqual([]);
    expect((await app.browser().request('/health')).status).toBe(200);
  }, 60_000);

  it(
    'returns a documented response below 500 to every random request within a second',
    { timeout: BUDGET_MS + 60_000 },
    async () => {
      const before = await app.rows();
      const alreadySent = fuzzer.sent;
      await fuzzer.draw(routes, {
        seed: SEED,
        count: Math.max(COUNT - alreadySent, 0),
        withinMs: BUDGET_MS,
      });
      expect(fuzzer.sent).toBeGreaterThanOrEqual(MIN_COUNT);
      expect((await app.browser().request('/health')).status).toBe(200);
      // A user may have deleted the own account.
      const after = await app.rows();
      expect(after.users).toBeLessThanOrEqual(before.users);
      expect(after.accounts).toBeLessThanOrEqual(before.accounts);
      await app.signedIn('github');
    },
  );
});

/** Returns every route of the OpenAPI document, and two paths without a route. */
function routesOf({ app, origin }: TestApp): Route[] {
  const { paths } = createOpenApiDocument(app, { PUBLIC_URL: origin }, swagger);
  const routes = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => ({ method: method.toUpperCase(), path })),
  );
  return [...routes, { method: 'GET', path: '/nowhere' }, { method: 'POST', path: '/auth/nobody' }];
}
