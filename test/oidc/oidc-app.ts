import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import type { Provider } from '../../src/social-auth/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { ModuleApp, type ModuleAppParts } from '../support/module-app.js';
import { freePort } from '../support/free-port.js';
import { type Adapter } from '../support/test-app.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';

/** An app with the providers of a test, and a database of its own. */
export class OidcApp {
  private constructor(
    /** The public URL, at which the app listens. */
    readonly origin: string,
    readonly database: TestDatabase,
    readonly prisma: PrismaClient,
    readonly app: ModuleApp,
  ) {}

  /** @param providers the providers, or a function that creates them for the public URL of the app */
  static async start(
    adapter: Adapter,
    providers: Provider[] | ((origin: string) => Promise<Provider[]>),
    parts: ModuleAppParts = {},
  ): Promise<OidcApp> {
    const [port, database] = await Promise.all([freePort(), createTestDatabase()]);
    const origin = `http://localhost:${port}`;
    const options = {
      providers: typeof providers === 'function' ? await providers(origin) : providers,
      ...parts.options,
    };
    const connection = { connectionString: database.url, options: '-c TimeZone=UTC' };
    const prisma = new PrismaClient({ adapter: new PrismaPg(connection) });
    const app = await ModuleApp.start({ origin, database }, adapter, { ...parts, port, options });
    return new OidcApp(origin, database, prisma, app);
  }

  /** Starts another app with the same database and public URL. */
  async another(
    adapter: Adapter,
    providers: Provider[],
  ): Promise<{ app: ModuleApp; stop: () => Promise<void> }> {
    const app = await ModuleApp.start(this, adapter, { options: { providers } });
    return { app, stop: () => app.stop() };
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await this.prisma.$disconnect();
    await this.database.drop();
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

  /** Returns the accounts, oldest first. */
  accounts() {
    return this.prisma.account.findMany({ orderBy: { createdAt: 'asc' } });
  }

  /** Counts the rows of the tables that a login writes to. */
  async rows(): Promise<{ users: number; accounts: number; sessions: number }> {
    const [users, accounts, sessions] = await Promise.all([
      this.prisma.user.count(),
      this.prisma.account.count(),
      this.prisma.session.count(),
    ]);
    return { users, accounts, sessions };
  }
}
