import type { Server } from 'node:http';
import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import type { BrowserContext, Page } from 'playwright-core';
import { CurrentPrincipal, JwtAuthGuard, type Principal } from '../../src/social-auth/index.js';
import type { AuthClient, AuthState } from '../../src/client/index.js';
import { ModuleApp } from '../support/module-app.js';
import { freePort } from '../support/free-port.js';
import { type TestApp } from '../support/test-app.js';
import { TestBrowser } from '../support/test-browser.js';
import { bundle } from './bundle.js';
import { RefreshFaults } from './refresh-faults.js';

/** The variables of the page. */
declare global {
  // oxlint-disable-next-line no-var
  var auth: AuthClient;
}

/** An app that serves a page with the client. */
export class SpaApp {
  private constructor(
    readonly origin: string,
    readonly refreshes: RefreshFaults,
    private readonly base: TestApp,
    private readonly app: ModuleApp,
  ) {}

  static async start(base: TestApp, accessTokenTtl: '1s' | '2s' | '5m'): Promise<SpaApp> {
    const [script, examples] = await Promise.all([bundle(), bundle('test/client/examples.ts')]);

    @Controller()
    class PageController {
      @Get('spa')
      @Header('content-type', 'text/html')
      page() {
        return `<!doctype html><title>Page</title><link rel="icon" href="data:," />
          <script type="module">
            import { createAuthClient } from '/client.js';
            globalThis.auth = createAuthClient();
          </script>`;
      }

      @Get('client.js')
      @Header('content-type', 'text/javascript')
      script() {
        return script;
      }

      @Get('examples')
      @Header('content-type', 'text/html')
      examples() {
        return `<!doctype html><title>Examples</title><link rel="icon" href="data:," />
          <script type="module">${examples}</script>`;
      }

      @Get('api/orders')
      @UseGuards(JwtAuthGuard)
      orders() {
        return [{ id: 1 }];
      }

      @Get('me')
      @UseGuards(JwtAuthGuard)
      me(@CurrentPrincipal() { sessionId }: Principal) {
        return { sessionId };
      }
    }

    const port = await freePort();
    const origin = `http://localhost:${port}`;
    base.emulator.registerRedirectUri('google', `${origin}/auth/google/callback`);
    const app = await ModuleApp.start(base, 'fastify', {
      port,
      controllers: [PageController],
      options: {
        publicUrl: origin,
        accessTokenTtl,
        rateLimits: { refresh: { limit: 100_000, ttl: '1m' } },
      },
    });
    const refreshes = new RefreshFaults(app.app.getHttpServer() as Server);
    return new SpaApp(origin, refreshes, base, app);
  }

  stop(): Promise<void> {
    return this.app.stop();
  }

  /** Signs a persona in, without a browser. */
  async signIn(context: BrowserContext): Promise<void> {
    const browser = new TestBrowser(this.origin);
    const callback = await this.base.emulator.approve(await browser.begin('google'), 'vera');
    const { status, body } = await browser.request(callback);
    if (status !== 303) throw new Error(`the callback returned ${status}: ${body}`);
    const { origin: url } = this;
    await context.addCookies([...browser.cookies].map(([name, value]) => ({ name, value, url })));
  }

  /** Opens the page in a new tab. */
  async open(context: BrowserContext, name = ''): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${this.origin}/spa?${name}`);
    await page.waitForFunction('globalThis.auth !== undefined');
    return page;
  }
}

/** Returns the state of the client in a tab. */
export const stateOf = (page: Page): Promise<AuthState> => page.evaluate(() => auth.getState());

/** Waits until the client in a tab has a status. */
export const waitForStatus = async (page: Page, status: AuthState['status']): Promise<void> => {
  await page.waitForFunction((expected) => auth.getState().status === expected, status);
};

/** Requests a guarded route in a tab. */
export const callApi = (page: Page): Promise<number> =>
  page.evaluate(async () => (await auth.fetch('/me')).status);
