import type { Provider } from '../../src/social-auth/index.js';
import { ModuleApp, type ModuleAppParts } from '../support/module-app.js';
import { TestApp, type Adapter } from '../support/test-app.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';

/** An app with providers of a test. */
export class OidcApp {
  private constructor(
    readonly base: TestApp,
    readonly app: ModuleApp,
  ) {}

  /** @param providers the providers, or a function that creates them for the public URL of the app */
  static async start(
    adapter: Adapter,
    providers: Provider[] | ((origin: string) => Promise<Provider[]>),
    parts: ModuleAppParts = {},
  ): Promise<OidcApp> {
    const base = await TestApp.start(adapter);
    const options = {
      providers: typeof providers === 'function' ? await providers(base.origin) : providers,
      ...parts.options,
    };
    return new OidcApp(base, await ModuleApp.start(base, adapter, { ...parts, options }));
  }

  /** Starts another app with the same database and public URL. */
  async another(
    adapter: Adapter,
    providers: Provider[],
  ): Promise<{ app: ModuleApp; stop: () => Promise<void> }> {
    const app = await ModuleApp.start(this.base, adapter, { options: { providers } });
    return { app, stop: () => app.stop() };
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await this.base.stop();
  }

  browser(): TestBrowser {
    return this.app.browser();
  }

  /**
   * Logs in.
   *
   * @param approve returns the callback URL for an authorization URL
   * @returns the response to the callback
   */
  async login(
    provider: string,
    approve: (authorizationUrl: string) => Promise<string>,
    browser = this.browser(),
  ): Promise<TestResponse> {
    return browser.request(await approve(await browser.begin(provider)));
  }

  /** The accounts, oldest first. */
  accounts() {
    return this.base.prisma.account.findMany({ orderBy: { createdAt: 'asc' } });
  }
}
