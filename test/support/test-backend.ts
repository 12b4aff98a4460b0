import { PrismaPg } from '@prisma/adapter-pg';
import {
  ProviderEmulator,
  type ProviderEmulatorOptions,
  type ProviderName,
} from '../../src/emulator/index.js';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { freePort } from './free-port.js';
import type { TestBrowser } from './test-browser.js';

/** What the apps of a test share: a public URL, the providers and a database. */
export class TestBackend {
  protected constructor(
    /** The public URL. */
    readonly origin: string,
    readonly emulator: ProviderEmulator,
    readonly database: TestDatabase,
    readonly prisma: PrismaClient,
  ) {}

  /** Starts an emulator and creates a database, without an app. */
  static async create(emulation: ProviderEmulatorOptions = {}): Promise<TestBackend> {
    const [port, emulator, database] = await Promise.all([
      freePort(),
      ProviderEmulator.start(emulation),
      createTestDatabase(),
    ]);
    const origin = `http://localhost:${port}`;
    for (const provider of ['google', 'github'] as const) {
      emulator.registerRedirectUri(provider, `${origin}/auth/${provider}/callback`);
    }
    const adapter = new PrismaPg({
      connectionString: database.url,
      options: '-c TimeZone=UTC',
    });
    return new TestBackend(origin, emulator, database, new PrismaClient({ adapter }));
  }

  async stop(): Promise<void> {
    await this.prisma.$disconnect();
    await this.emulator.stop();
    await this.database.drop();
  }

  /** Signs a persona in with a browser of an app. */
  async signedIn(
    provider: ProviderName,
    persona: string,
    browser: TestBrowser,
  ): Promise<TestBrowser> {
    const callback = await this.emulator.approve(await browser.begin(provider), persona);
    const { status, body } = await browser.request(callback);
    if (status !== 303) throw new Error(`the callback returned ${status}: ${body}`);
    return browser;
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
