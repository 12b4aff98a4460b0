import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROVIDER_SETUP, type ProviderSetup } from '../../src/app/provider-setup.js';
import { openApiOfApp } from '../../src/app/openapi.js';
import { FULL_RUN } from '../support/full-run.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import { Fuzzer } from './fuzz/fuzzer.js';
import { CLIENT_REDIRECT } from './fuzz/seed-data.js';
import { sweep, type Route } from './fuzz/requests.js';

/** `FUZZ_REQUESTS` sends a given number of requests, `FUZZ_SEED` draws others. */
const ASKED = Number(process.env['FUZZ_REQUESTS'] ?? 0);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_122);
/** For each adapter: how many are sent when the machine is fast enough, and when it is not. */
const WANTED = ASKED > 0 ? Math.ceil(ASKED / ADAPTERS.length) : 10_000;
const AT_LEAST = ASKED > 0 ? WANTED : FULL_RUN ? 3000 : 1000;
const BUDGET_MS = ASKED > 0 ? 24 * 60 * 60 * 1000 : FULL_RUN ? 22_000 : 2000;

describe.each(ADAPTERS)('whatever is sent to the app on %s', (adapter) => {
  let app: TestApp;
  let fuzzer: Fuzzer;
  let routes: Route[];

  beforeAll(async () => {
    app = await TestApp.start(adapter, { CLIENT_REDIRECT_URIS: CLIENT_REDIRECT, METRICS: 'true' });
    fuzzer = new Fuzzer(app, 'com.example.fuzz:');
    routes = routesOf(app);
  });
  afterAll(() => app.stop());

  it('every trick of the corpora at every route is answered in the documented shape', async () => {
    expect(await fuzzer.send(sweep(routes))).toEqual([]);
    expect((await app.browser().request('/health')).status).toBe(200);
  }, 60_000);

  it(
    'every request drawn at random is answered within a second, in the documented shape, never by a 5xx',
    { timeout: BUDGET_MS + 60_000 },
    async () => {
      const before = await app.rows();
      const sweeped = fuzzer.sent;
      await fuzzer.draw(routes, { seed: SEED, count: WANTED - sweeped, withinMs: BUDGET_MS });
      expect(fuzzer.sent).toBeGreaterThanOrEqual(AT_LEAST);
      expect((await app.browser().request('/health')).status).toBe(200);
      expect(await app.rows()).toMatchObject({ users: before.users, accounts: before.accounts });
      await app.signedIn('github');
    },
  );
});

/** Every route of the OpenAPI document, and a place where there is none. */
function routesOf({ app }: TestApp): Route[] {
  const { options } = app.get<ProviderSetup>(PROVIDER_SETUP, { strict: false });
  const { paths } = openApiOfApp({ ...options, metrics: true });
  const routes = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => ({ method: method.toUpperCase(), path })),
  );
  return [...routes, { method: 'GET', path: '/nowhere' }, { method: 'POST', path: '/auth/nobody' }];
}
