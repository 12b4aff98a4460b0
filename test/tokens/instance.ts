import type { INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app/create-app.js';
import { DATABASE, type DatabaseHandle } from '../../src/app/database.module.js';
import { readEnvironment } from '../../src/app/environment.js';
import { Clock } from '../../src/time/clock.js';
import type { Principal } from '../../src/access-token/principal.js';
import { AccessTokenService } from '../../src/social-auth/tokens/access-token.service.js';
import { KeyRing } from '../../src/social-auth/tokens/key-ring.js';
import type { TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { providerVariables, TEST_SECRET, type TestApp } from '../support/test-app.js';

/** One instance of the app, with access to its signing keys. */
export class Instance {
  readonly keys: KeyRing;
  readonly tokens: AccessTokenService;

  constructor(
    readonly origin: string,
    private readonly app: INestApplication,
    private readonly database: TestDatabase,
  ) {
    this.keys = app.get(KeyRing, { strict: false });
    this.tokens = app.get(AccessTokenService, { strict: false });
  }

  static of({ origin, app, database }: TestApp): Instance {
    return new Instance(origin, app, database);
  }

  /** Starts another instance on the database and with the public URL of `first`. */
  static async startOn(first: TestApp, variables: Record<string, string> = {}): Promise<Instance> {
    const port = await freePort();
    const env = readEnvironment({
      NODE_ENV: 'test',
      PORT: String(port),
      PUBLIC_URL: first.origin,
      DATABASE_URL: first.app.get<DatabaseHandle>(DATABASE, { strict: false }).url,
      APP_SECRET: TEST_SECRET,
      ...providerVariables(first.emulator),
      ...variables,
    });
    const app = await createApp(env, new FastifyAdapter(), false);
    await app.listen(port, 'localhost');
    return new Instance(`http://localhost:${port}`, app, first.database);
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  /**
   * Moves the clock of this instance and of the database.
   *
   * @param seconds offset from the system time
   */
  async moveClock(seconds: number): Promise<void> {
    const clock = this.app.get(Clock, { strict: false });
    clock.milliseconds = () => Date.now() + seconds * 1000;
    await this.database.moveClock(seconds);
  }

  /** Returns an access token signed now. */
  issue(principal: Principal): string {
    return this.tokens.issue(principal, 'browser').token;
  }

  /** Returns the status of a guarded route for an access token. */
  async statusOf(token: string): Promise<number> {
    const { status } = await fetch(`${this.origin}/api/me`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    });
    return status;
  }

  /** Returns the `kid` of each key in the JWKS. */
  async publishedKids(): Promise<string[]> {
    const response = await fetch(`${this.origin}/.well-known/jwks.json`);
    const { keys } = (await response.json()) as { keys: { kid: string }[] };
    return keys.map(({ kid }) => kid);
  }
}

/** Signs in and returns the principal of the new session. */
export async function createUser(app: TestApp): Promise<Principal> {
  const browser = await app.signedIn('google');
  const principal = Instance.of(app).tokens.verify(browser.cookie('access') ?? '');
  if (principal === undefined) throw new Error('The access token of the login is invalid.');
  return principal;
}

/** Returns the `kid` of a token. */
export function kidOf(token: string): string {
  const header = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
  return (JSON.parse(header) as { kid: string }).kid;
}
