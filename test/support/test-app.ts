import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { createApp } from '../../src/app/create-app.js';
import { readEnvironment } from '../../src/app/environment.js';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import { Clock } from '../../src/time/clock.js';
import {
  ProviderEmulator,
  type ProviderEmulatorOptions,
  type ProviderName,
} from '../../src/emulator/index.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { TestBrowser } from './test-browser.js';

/** The adapters that the module supports. */
export const ADAPTERS = ['fastify', 'express'] as const;
export type Adapter = (typeof ADAPTERS)[number];

export const TEST_SECRET = 'Vq1n0cZt8yKe4WmB7xLr2dUf6hGs9jPa5oTi3vEk';

/** The reference app on HTTP, with its own provider emulator and database. */
export class TestApp {
  private constructor(
    /** The URL of this instance. */
    readonly address: string,
    /** The public URL. */
    readonly origin: string,
    readonly emulator: ProviderEmulator,
    readonly database: TestDatabase,
    readonly app: INestApplication,
    readonly prisma: PrismaClient,
    private readonly release: () => Promise<void>,
  ) {}

  /**
   * @param variables environment variables in addition to those of the emulator and the database
   * @param emulation options of the emulator
   */
  static async start(
    adapter: Adapter,
    variables: Record<string, string> = {},
    emulation: ProviderEmulatorOptions = {},
  ): Promise<TestApp> {
    const [port, emulator, database] = await Promise.all([
      freePort(),
      ProviderEmulator.start(emulation),
      createTestDatabase(),
    ]);
    const origin = `http://localhost:${port}`;
    for (const provider of ['google', 'github'] as const) {
      emulator.registerRedirectUri(provider, `${origin}/auth/${provider}/callback`);
    }
    const app = await listen(adapter, port, {
      ...testVariables(origin, emulator, database),
      ...variables,
    });
    const release = async () => {
      await app.close();
      await emulator.stop();
      await database.drop();
    };
    return new TestApp(origin, origin, emulator, database, app, app.get(PrismaClient), release);
  }

  /** Starts another instance with the same public URL, database and providers. */
  async another(adapter: Adapter, variables: Record<string, string> = {}): Promise<TestApp> {
    const { origin, emulator, database } = this;
    const port = await freePort();
    const app = await listen(adapter, port, {
      ...testVariables(origin, emulator, database),
      ...variables,
    });
    const address = `http://localhost:${port}`;
    const release = () => app.close();
    return new TestApp(address, origin, emulator, database, app, app.get(PrismaClient), release);
  }

  /** The environment variables of the app. */
  get variables(): Record<string, string> {
    return testVariables(this.origin, this.emulator, this.database);
  }

  stop(): Promise<void> {
    return this.release();
  }

  /** Returns a browser without cookies. */
  browser(): TestBrowser {
    return new TestBrowser(this.address, this.origin);
  }

  /** Returns a browser in which a persona is signed in. */
  async signedIn(
    provider: ProviderName,
    persona = 'vera',
    browser = this.browser(),
  ): Promise<TestBrowser> {
    const callback = await this.emulator.approve(await browser.begin(provider), persona);
    const { status, body } = await browser.request(callback);
    if (status !== 303) throw new Error(`the callback returned ${status}: ${body}`);
    return browser;
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

function testVariables(
  origin: string,
  emulator: ProviderEmulator,
  database: TestDatabase,
): Record<string, string> {
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

/** Ports below the ephemeral range of the system, with a separate range for each worker. */
const FIRST_PORT = 10_000;
const PORTS_PER_WORKER = 2000;
let lastPort = 0;

/** Returns a port that no other worker uses and on which nothing listens. */
export async function freePort(): Promise<number> {
  const worker = Number(process.env['VITEST_POOL_ID'] ?? 0) % 10;
  // Starts at a random port, because an earlier test file of the same worker may still be closing its ports.
  lastPort = (lastPort === 0 ? randomInt(PORTS_PER_WORKER) : lastPort + 1) % PORTS_PER_WORKER;
  const port = FIRST_PORT + worker * PORTS_PER_WORKER + lastPort;
  return (await isFree(port)) ? port : freePort();
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const isListening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, 'localhost', () => resolve(true));
  });
  if (isListening) await new Promise((resolve) => server.close(resolve));
  return isListening;
}
