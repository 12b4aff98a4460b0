import { setTimeout as wait } from 'node:timers/promises';
import passport from 'passport';
import OAuth2Strategy from 'passport-oauth2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  PassportStrategyAdapter,
  StrategyError,
} from '../../src/social-auth/http/login/passport/passport-strategy-adapter.js';
import type { PassportProvider } from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestBackend } from '../support/test-backend.js';

/** The methods that a strategy calls. */
interface Callbacks {
  success(user: unknown): void;
  fail(challenge?: unknown): void;
  redirect(url: string): void;
  pass(): void;
  error(error: unknown): void;
}

const run = (
  authenticate: (this: Callbacks, request: { user?: string }) => unknown,
  user = 'una',
) =>
  new PassportStrategyAdapter({ authenticate: authenticate }).run({
    user,
  });

describe('PassportStrategyAdapter', () => {
  it('returns the user of a strategy that succeeds', async () => {
    const result = await run(function authenticate({ user }) {
      this.success(user);
    });
    expect(result).toEqual({ outcome: 'success', user: 'una' });
  });

  it('returns the URL of a strategy that redirects', async () => {
    const result = await run(function authenticate() {
      this.redirect('https://provider.example/');
    });
    expect(result).toEqual({ outcome: 'redirect', url: 'https://provider.example/' });
  });

  it('throws without the challenge when a strategy rejects the login', async () => {
    const result = run(function authenticate() {
      this.fail({ message: 'canary' });
    });
    await expect(result).rejects.toThrow(new StrategyError('the strategy rejected the login'));
  });

  it('throws when a strategy does not handle the login', async () => {
    const result = run(function authenticate() {
      this.pass();
    });
    await expect(result).rejects.toBeInstanceOf(StrategyError);
  });

  it.each<[string, (this: Callbacks) => unknown]>([
    [
      'reports it',
      function authenticate() {
        this.error(new Error('broken'));
      },
    ],
    [
      'throws it synchronously',
      () => {
        throw new Error('broken');
      },
    ],
    ['returns a promise that rejects', () => Promise.reject(new Error('broken'))],
  ])('throws the error of a strategy that %s', async (_, authenticate) => {
    await expect(run(authenticate)).rejects.toThrow('broken');
  });

  it('keeps concurrent logins apart', async () => {
    const adapter = new PassportStrategyAdapter({
      async authenticate(this: Callbacks & { user?: string }, request: object) {
        this.user = (request as { user: string }).user;
        await wait(10);
        this.success(this.user);
      },
    });
    const results = await Promise.all(['una', 'vera'].map((user) => adapter.run({ user })));
    expect(results).toEqual([
      { outcome: 'success', user: 'una' },
      { outcome: 'success', user: 'vera' },
    ]);
  });
});

class SilentStrategy extends OAuth2Strategy {
  override authenticate(): void {
    // Calls none of its methods.
  }
}

class ThrowingStrategy extends OAuth2Strategy {
  override authenticate(): void {
    throw new Error('canary');
  }
}

/** Starts a login as usual, but does not complete it. */
class SilentCallbackStrategy extends OAuth2Strategy {
  override authenticate(...[request, options]: Parameters<OAuth2Strategy['authenticate']>): void {
    if (request.query['code'] === undefined) super.authenticate(request, options);
  }
}

/** Starts logins without PKCE, as passport-oauth2 did before 1.5. */
class OldStrategy extends OAuth2Strategy {
  constructor(...[options, verify]: ConstructorParameters<typeof OAuth2Strategy>) {
    super({ ...options, pkce: false }, verify);
  }
}

/** A strategy of another protocol. */
class OtherStrategy {
  authenticate(): void {}
}

describe.each(MAIN_ADAPTERS)('a strategy on %s', (adapter) => {
  let base: TestBackend;
  let app: ModuleApp;

  const providerWith = (
    name: string,
    strategy: PassportProvider['strategy'],
  ): PassportProvider => ({
    name,
    label: name,
    clientId: 'id',
    clientSecret: 'secret',
    scope: [],
    strategy,
    strategyOptions: {},
    authorizationUrl: 'https://provider.example/authorize',
    tokenUrl: 'https://provider.example/token',
    profileUrls: {},
    toProfile: () => {
      throw new Error('not called');
    },
  });

  beforeAll(async () => {
    base = await TestBackend.create();
    app = await ModuleApp.start(base, adapter, {
      options: {
        providerTimeout: '200ms',
        providers: [
          providerWith('silent', SilentStrategy),
          providerWith('throwing', ThrowingStrategy),
          providerWith('silent-callback', SilentCallbackStrategy),
        ],
      },
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  it.each(['silent', 'throwing'])('that is %s ends the start of a login with 502', async (name) => {
    const { status, body } = await app.browser().submit(`/auth/${name}`);
    expect(status).toBe(502);
    expect(body).toContain("We couldn't reach");
    expect(body).not.toContain('canary');
  });

  it('that never completes a callback ends the login with 502', async () => {
    const browser = app.browser();
    const started = await browser.submit('/auth/silent-callback');
    const state = new URL(started.location).searchParams.get('state') ?? '';
    const { status } = await browser.request(
      `/auth/silent-callback/callback?code=x&state=${encodeURIComponent(state)}`,
    );
    expect(status).toBe(502);
  });

  it.each<[string, PassportProvider['strategy'], string]>([
    ['has another protocol', OtherStrategy, 'that is not an OAuth 2.0 strategy'],
    [
      'starts logins without PKCE',
      OldStrategy,
      'that does not start logins with state and PKCE (S256)',
    ],
  ])('that %s prevents the start of the app', async (_, strategy, message) => {
    const options = { providers: [providerWith('unusable', strategy)] };
    await expect(ModuleApp.start(base, adapter, { options })).rejects.toThrow(
      `provider "unusable" has a strategy ${message}`,
    );
  });

  it('is not registered with Passport for the whole process', () => {
    // oxlint-disable-next-line no-underscore-dangle -- the list has no other accessor
    const registered = (passport as unknown as { _strategies: object })._strategies;
    expect(Object.keys(registered)).toEqual(['session']);
  });
});
