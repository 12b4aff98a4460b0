import { RequestMethod } from '@nestjs/common';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { ADAPTERS } from '../support/test-app.js';
import { TestBackend } from '../support/test-backend.js';
import { useAllRoutes, withApp } from './journey.js';

describe.each(ADAPTERS)('on %s, every route works', (adapter) => {
  let base: TestBackend;

  beforeAll(async () => {
    base = await TestBackend.create();
  });
  afterAll(() => base.stop());

  it('with a global prefix', () =>
    withApp(base, adapter, { configure: (app) => app.setGlobalPrefix('api') }, (app) =>
      useAllRoutes(base, app.browser(), {
        prefix: '/api/auth',
        login: '/api/login',
        account: '/api',
        jwks: '/api/.well-known/jwks.json',
      }),
    ));

  it('with a global prefix that excludes pages, keys and a callback', () => {
    const exclude = [{ path: '/', method: RequestMethod.GET }, 'login', '.well-known/{*path}'];
    return withApp(
      base,
      adapter,
      { configure: (app) => app.setGlobalPrefix('api', { exclude }) },
      (app) => useAllRoutes(base, app.browser(), { prefix: '/api/auth' }),
    );
  });

  it('with a prefix and page paths of the options', () => {
    const routes = {
      prefix: '/identity/v1/',
      loginPath: '/identity/v1/sign-in',
      accountPath: '/identity/v1/account',
    };
    return withApp(base, adapter, { options: { routes } }, (app) =>
      useAllRoutes(base, app.browser(), {
        prefix: '/identity/v1',
        login: '/identity/v1/sign-in',
        account: '/identity/v1/account',
      }),
    );
  });
});
