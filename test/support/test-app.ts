import type { INestApplication } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { createApp } from '../../src/app/create-app.js';
import { readEnvironment } from '../../src/app/environment.js';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import { Clock } from '../../src/time/clock.js';
import type {
  ProviderEmulator,
  ProviderEmulatorOptions,
  ProviderName,
} from '../../src/emulator/index.js';
import { freePort } from './free-port.js';
import { TestBackend } from './test-backend.js';
import { TestBrowser } from './test-browser.js';

/** The adapters that the module supports. */
export const ADAPTERS = ['fastify', 'express'] as const;
export type Adapter = (typeof ADAPTERS)[number];

export const TEST_SECRET = 'Vq1n0cZt8yKe4WmB7xLr2dUf6hGs9jPa5oTi3vEk';

/** The reference app on HTTP, with its own provider emulator and database. */
export class TestApp extends TestBackend {
  private constructor(
    /** The URL of this instance. */
    readonly address: string,
    { origin, emulator, database }: TestBackend,
    readonly app: INestApplication,
    private readonly release: () => Promise<void>,
  ) {
    super(origin, emulator, database, app.get(PrismaClient));
  }

  /**
   * @param variables environment variables in addition to those of the emulator and the database
   * @param emulation options of the emulator
   */
  static async start(
    adapter: Adapter,
    variables: Record<string, string> = {},
    emulation: ProviderEmulatorOptions = {},
  ): Promise<TestApp> {
    const backend = await TestBackend.create(emulation);
    const { origin } = backend;
    const app = await listen(adapter, Number(new URL(origin).port), {
      ...testVariables(backend),
      ...variables,
    });
    return new TestApp(origin, backend, app, async () => {
      await app.close();
      await backend.stop();
    });
  }

  /** Starts another instance with the same public URL, database and providers. */
  async another(adapter: Adapter, variables: Record<string, string> = {}): Promise<TestApp> {
    const port = await freePort();
    const app = await listen(adapter, port, { ...this.variables, ...variables });
    return new TestApp(`http://localhost:${port}`, this, app, () => app.close());
  }

  /** The environment variables of the app. */
  get variables(): Record<string, string> {
    return testVariables(this);
  }

  override stop(): Promise<void> {
    return this.release();
  }

  /** Returns a browser without cookies. */
  browser(): TestBrowser {
    return new TestBrowser(this.address, this.origin);
  }

  /** Returns a browser in which a persona is signed in. */
  override signedIn(
    provider: ProviderName,
    persona = 'vera',
    browser = this.browser(),
  ): Promise<TestBrowser> {
    return super.signedIn(provider, persona, browser);
  }

  /**
   * Moves the clocks of the app and of its database.
   *
   * @param seconds the offset from the real time, until the next call
   */
  async moveClock(seconds: number): Promise<void> {
    this.skewClock(seconds);
    await this.database.moveClock(seconds);
  }

  /**
   * Moves the clock of this instance only.
   *
   * @param seconds the offset from the real time, until the next call
   */
  skewClock(seconds: number): void {
    const clock = this.app.get(Clock, { strict: false });
    clock.milliseconds = () => Date.now() + seconds * 1000;
  }
}

function testVariables({ origin, emulator, database }: TestBackend): Record<string, string> {
  return {
    NODE_ENV: 'test',
    PUBLIC_URL: origin,
    DATABASE_URL: database.url,
    APP_SECRET: TEST_SECRET,
    TRUSTED_PROXIES: 'loopback',
    ...providerVariables(emulator),
  };
}

async function listen(
  adapter: Adapter,
  port: number,
  variables: Record<string, string>,
): Promise<INestApplication> {
  const env = readEnvironment({ ...variables, PORT: String(port) });
  const http = adapter === 'express' ? new ExpressAdapter() : undefined;
  const app = await createApp(env, http, false);
  await app.listen(port, 'localhost');
  return app;
}

/** The environment variables that configure an app to use the emulator. */
export function providerVariables({ google, github }: ProviderEmulator): Record<string, string> {
  return {
    GOOGLE_CLIENT_ID: google.clientId,
    GOOGLE_CLIENT_SECRET: google.clientSecret,
    GOOGLE_AUTHORIZATION_URL: google.authorizationUrl,
    GOOGLE_TOKEN_URL: google.tokenUrl,
    GOOGLE_USERINFO_URL: google.userinfoUrl,
    GOOGLE_JWKS_URL: google.jwksUrl,
    GOOGLE_REVOCATION_URL: google.revocationUrl,
    GITHUB_CLIENT_ID: github.clientId,
    GITHUB_CLIENT_SECRET: github.clientSecret,
    GITHUB_AUTHORIZATION_URL: github.authorizationUrl,
    GITHUB_TOKEN_URL: github.tokenUrl,
    GITHUB_USER_URL: github.userUrl,
    GITHUB_EMAILS_URL: github.emailsUrl,
  };
}
