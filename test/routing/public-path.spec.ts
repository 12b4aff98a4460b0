import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS } from '../support/test-app.js';
import { TestBackend } from '../support/test-backend.js';
import { TestBrowser } from '../support/test-browser.js';
import { signIn, useAllRoutes, withApp } from './journey.js';

/** Starts a proxy that removes a path, as `proxy_pass` with a path does in nginx. */
async function startProxy(address: string, path: string): Promise<Server> {
  const proxy = createServer((incoming, outgoing) => {
    const url = new URL((incoming.url ?? '').replace(path, ''), address);
    const { method, headers } = incoming;
    const request = forward(url, { method, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.rawHeaders);
      response.pipe(outgoing);
    });
    incoming.pipe(request);
  });
  await new Promise<void>((resolve) => proxy.listen(0, 'localhost', resolve));
  return proxy;
}

const SHOP = {
  prefix: '/shop/auth',
  login: '/shop/login',
  jwks: '/shop/.well-known/jwks.json',
};

describe.each(ADAPTERS)('an app below a path of the origin on %s', (adapter) => {
  let base: TestBackend;

  beforeAll(async () => {
    base = await TestBackend.create();
  });
  afterAll(() => base.stop());

  const options = () => ({ publicUrl: `${base.origin}/shop` });

  it('works behind a proxy that removes the path', () =>
    withApp(base, adapter, { options: options() }, async (app) => {
      const proxy = await startProxy(app.address, '/shop');
      const address = `http://localhost:${(proxy.address() as AddressInfo).port}`;
      await useAllRoutes(base, new TestBrowser(address, base.origin), {
        ...SHOP,
        account: '/shop/',
      });
      proxy.close();
    }));

  it('works behind a proxy that forwards paths unchanged', () =>
    withApp(
      base,
      adapter,
      { options: options(), configure: (app) => app.setGlobalPrefix('shop') },
      (app) => useAllRoutes(base, app.browser(), { ...SHOP, account: '/shop' }),
    ));

  it('has cookies of its own, and return paths below its path only', () =>
    withApp(
      base,
      adapter,
      { options: options(), configure: (app) => app.setGlobalPrefix('shop') },
      async (app) => {
        const browser = app.browser();
        const cart = { returnTo: '/shop/cart?step=1' };
        expect(await signIn(base, browser, SHOP, cart)).toBe(cart.returnTo);
        expect([...browser.cookies.keys()].toSorted()).toEqual([
          'shop-access',
          'shop-device',
          'shop-last-provider',
          'shop-refresh',
        ]);
        for (const returnTo of ['/other', '/shopping', '/shop/login', '/shop/AUTH/google']) {
          expect(await signIn(base, app.browser(), SHOP, { returnTo })).toBe('/shop');
        }
      },
    ));
});
