import { createHmac, hkdfSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger, type LoggerService } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../src/app/create-app.js';
import { readEnvironment } from '../../src/app/environment.js';
import { AppLogger } from '../../src/app/logging/app-logger.js';
import { UserAdministration, type FetchJson } from '../../src/social-auth/index.js';
import type { HttpClientRequest } from '../../src/net/http-client.js';
import { ProviderHttpClient } from '../../src/social-auth/providers/provider-http-client.js';
import { RefreshTokenService } from '../../src/social-auth/tokens/refresh-token.service.js';
import { AppProcess } from '../support/app-process.js';
import { clientCode, clientTokens, NATIVE, newVerifier, redeem } from '../support/native-client.js';
import { FULL_RUN, MAIN_ADAPTERS } from '../support/full-run.js';
import { TEST_SECRET, TestApp } from '../support/test-app.js';
import { Instance } from '../tokens/instance.js';
import { Canaries } from './helpers/canaries.js';
import { dumpOf, textsIn } from './helpers/dump.js';
import { CANARY_PERSONA, Failures } from './helpers/failures.js';
import { getMe, browserWith, post, refresh } from '../support/requests.js';

describe.each(MAIN_ADAPTERS)('secrets in the logs on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { CLIENT_REDIRECT_URIS: NATIVE });
    app.emulator.addPersona(CANARY_PERSONA);
  });
  afterAll(() => app.stop());

  it('S35 failed requests write no code, state, cookie, token, secret or database URL to the logs', async () => {
    const canaries = new Canaries();
    canaries.add('app secret', TEST_SECRET);
    const { google, github } = app.emulator;
    canaries.add('client secret', google.clientSecret, github.clientSecret);
    const { privateKey } = Instance.of(app).keys.signingKey();
    canaries.add('signing key', privateKey.export({ format: 'jwk' }).d);
    canaries.add('URL of the database', app.database.url, new URL(app.database.url).password);

    let output = '';
    const streams = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((text) => {
        output += String(text);
        return true;
      }),
    );
    Logger.overrideLogger(bothLoggers());
    let statuses: Map<string, number>;
    try {
      statuses = await new Failures(app, canaries).all();
    } finally {
      Logger.overrideLogger(false);
      for (const stream of streams) stream.mockRestore();
    }

    expect([...statuses].filter(([, status]) => status < 400)).toEqual([]);
    // Each failure writes a line to both logs, including those of level debug.
    const codes = [...output.matchAll(/(\w+) \(support code /g)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThanOrEqual(2 * statuses.size);
    expect(codes).toEqual(
      expect.arrayContaining(['unauthenticated', 'server_error', 'service_unavailable']),
    );
    expect(output).toContain('{"level":"error"');
    expect(output).toContain('[Nest]');

    expect(canaries.names).toHaveLength(12);
    expect(canaries.foundIn(output)).toEqual([]);
    expect(output.match(/.{0,80}canary.{0,80}/gi) ?? []).toEqual([]);
  });
});

/** Returns a logger that writes the logs of development and of production. */
function bothLoggers(): LoggerService {
  const loggers = [false, true].map((production) => new AppLogger({ production }));
  const writeAs =
    (level: 'log' | 'warn' | 'error' | 'debug') =>
    (message: unknown, ...rest: unknown[]) => {
      for (const logger of loggers) logger[level](message, ...rest);
    };
  return {
    log: writeAs('log'),
    warn: writeAs('warn'),
    error: writeAs('error'),
    debug: writeAs('debug'),
  };
}

/** Records the requests to providers. */
function recordProviderRequests(): { requests: readonly HttpClientRequest[]; stop: () => void } {
  const requests: HttpClientRequest[] = [];
  const recording =
    (fetchJson: FetchJson): FetchJson =>
    (request, parse) => {
      requests.push(request);
      return fetchJson(request, parse);
    };
  const original = Object.getOwnPropertyDescriptor(ProviderHttpClient.prototype, 'withDeadline')
    ?.value as ProviderHttpClient['withDeadline'];
  const spy = vi
    .spyOn(ProviderHttpClient.prototype, 'withDeadline')
    .mockImplementation(async function recordingDeadline(this: ProviderHttpClient, run) {
      return original.call(this, (http) => run({ ...http, fetchJson: recording(http.fetchJson) }));
    });
  return { requests, stop: () => spy.mockRestore() };
}

describe.each(MAIN_ADAPTERS)('secrets in the database on %s', (adapter) => {
  let app: TestApp;
  let canaries: Canaries;
  let dump: ReadonlyMap<string, string[]>;
  let text: string;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { CLIENT_REDIRECT_URIS: NATIVE });
    canaries = new Canaries();
    const recorded = recordProviderRequests();
    await createAllSecrets();
    for (const { headers, body } of recorded.requests) {
      const parameters = new URLSearchParams(body);
      canaries.add('token of the provider', headers['Authorization']?.slice('Bearer '.length));
      canaries.add('code of the provider', parameters.get('code'));
      canaries.add('PKCE verifier', parameters.get('code_verifier'));
      canaries.add('client secret', parameters.get('client_secret'));
    }
    recorded.stop();
    dump = await dumpOf(app.database);
    text = [...dump.values()].flat().join('\n');
  });
  afterAll(() => app.stop());

  /** Creates sessions, codes and keys in every state. */
  async function createAllSecrets(): Promise<void> {
    canaries.add('app secret', TEST_SECRET);
    const browsers = [await app.signedIn('google'), await app.signedIn('github', 'una')];
    for (const browser of browsers) {
      canaries.add('access token', browser.cookie('access'));
      canaries.add('refresh token', browser.cookie('refresh'));
      await refresh(browser);
      canaries.add('access token', browser.cookie('access'));
      canaries.add('refresh token', browser.cookie('refresh'));
      await browser.begin('google');
      const [transaction = ''] = browser.transactions();
      canaries.add('cookie of a transaction', browser.cookie(transaction));
    }
    await browsers[1]?.submit('/auth/logout');
    const tokens = await clientTokens(app);
    canaries.add('access token', tokens.accessToken);
    canaries.add('refresh token', tokens.refreshToken);
    canaries.add('login code', await clientCode(app, newVerifier()));
    const { id } = await (await app.signedIn('google', 'emil')).json<{ id: string }>('/api/me');
    await app.app.get(UserAdministration, { strict: false }).disable(id);
    const { keys } = Instance.of(app);
    await keys.rotate();
    for (const { kid } of keys.publicJwks()) {
      const key = keys.find(kid)?.privateKey;
      canaries.add('signing key', key?.export({ format: 'jwk' }).d);
      canaries.add(
        'signing key',
        key?.export({ format: 'der', type: 'pkcs8' }).toString('base64').slice(-60, -4),
      );
    }
  }

  it('S36 a dump contains no token, code, secret or key, in any encoding', () => {
    expect(canaries.names.toSorted()).toEqual(
      [
        'PKCE verifier',
        'access token',
        'app secret',
        'client secret',
        'code of the provider',
        'cookie of a transaction',
        'login code',
        'refresh token',
        'signing key',
        'token of the provider',
      ].toSorted(),
    );
    for (const table of ['User', 'Account', 'Session', 'AuthorizationCode', 'SigningKey']) {
      expect(dump.get(`public."${table}"`)?.length).toBeGreaterThan(0);
    }
    expect(canaries.foundIn(text)).toEqual([]);
    expect(text).not.toMatch(/PRIVATE KEY|"d":|eyJ[\w-]+\.[\w-]+\./);
  });

  it('S36 a dump contains no hash of a token', () => {
    // A login code is stored as a hash. It has 256 random bits, expires after a minute and requires a verifier.
    expect(canaries.hashesIn(text)).toEqual(['login code']);
  });

  it('S36 no text of a dump is accepted as a token or as a signing key of a refresh token', async () => {
    const texts = textsIn(dump).filter((each) => each.length >= 16);
    expect(texts.length).toBeGreaterThan(30);
    const [row = '{}'] =
      dump.get('public."Session"')?.filter((each) => /"revokedAt": null/.test(each)) ?? [];
    const session = JSON.parse(row) as Record<string, unknown>;
    const refreshTokenService = app.app.get(RefreshTokenService, { strict: false });
    const verifier = newVerifier();
    const accepted: string[] = [];
    for (const each of texts) {
      const cookie = encodeURIComponent(each);
      const responses = await Promise.all([
        getMe(app, { cookie: `access=${cookie}` }),
        refresh(browserWith(app, { refresh: cookie })),
        redeem(app, each, verifier),
      ]);
      const forged = refreshTokens(app.origin, session, each);
      const isAccepted =
        responses.some(({ status }) => status < 400) ||
        forged.some((token) => refreshTokenService.verify(token) !== undefined);
      if (isAccepted) accepted.push(each);
    }
    expect(accepted).toEqual([]);
    // With the secret of the app, the attack succeeds.
    const [, right = ''] = refreshTokens(app.origin, session, TEST_SECRET);
    const responses = [
      await refresh(browserWith(app, { refresh: right })),
      await post(app, '/auth/refresh', { refreshToken: right }),
    ];
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200, 401]));
  });
});

/** Forges refresh tokens for a session of the dump, with a text as the key and as the app secret. */
function refreshTokens(origin: string, session: Record<string, unknown>, text: string): string[] {
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    iss: origin,
    aud: `${origin}/auth/refresh`,
    sub: session['userId'],
    sid: session['id'],
    gen: session['generation'],
    client_id: session['clientId'],
    iat,
    exp: iat + 3600,
  };
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode({ alg: 'HS256', typ: 'rt+jwt' })}.${encode(claims)}`;
  const derived = hkdfSync('sha256', text, '', 'nestjs-social-auth/refresh-token', 32);
  return [text, Buffer.from(derived), Buffer.from(text, 'base64url')].map(
    (key) => `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`,
  );
}

describe('secrets at startup', () => {
  const SECRET = 'Vq1n0cZt8yKe4WmB7xLr2dUf6hGs9jPa5oTi3vEk';
  const production = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://app.example',
    APP_SECRET: SECRET,
    DATABASE_URL: 'postgresql://nobody:nothing@127.0.0.1:1/nowhere',
  };
  const google = { GOOGLE_CLIENT_ID: 'id', GOOGLE_CLIENT_SECRET: 'x' };

  const cases: [string, Record<string, string>, RegExp][] = [
    [
      'without variables',
      { NODE_ENV: 'production' },
      /PUBLIC_URL is missing\. Set it to the https address[\s\S]*APP_SECRET is missing\. Generate one with `openssl rand[\s\S]*DATABASE_URL is missing/,
    ],
    [
      'with a short secret',
      { ...production, APP_SECRET: 'short' },
      /shorter than 32 bytes\. Generate one with/,
    ],
    ['with a placeholder', { ...production, APP_SECRET: `change-me-${SECRET}` }, /placeholder/],
    [
      'with one secret twice',
      { ...production, APP_SECRET: `${SECRET},${SECRET}` },
      /contains the same secret twice/,
    ],
    [
      'with the client secret of a provider',
      { ...production, ...google, GOOGLE_CLIENT_SECRET: SECRET },
      /"google" has a client secret that is also listed in secrets/,
    ],
    ['with a public URL of http', { ...production, PUBLIC_URL: 'http://localhost:3000' }, /https/],
    [
      'with the emulator',
      { ...production, ...google, GOOGLE_TOKEN_URL: 'http://127.0.0.1:9/token' },
      /has an endpoint that is not https/,
    ],
    ['without a reachable database', production, /127\.0\.0\.1:1.*|could not be reached/],
  ];

  it.each(cases)(
    'S38 production does not start %s, and the message contains the fix',
    async (_, variables, message) => {
      const start = async () => createApp(readEnvironment(variables), undefined, false);
      const error: unknown = await start().catch((reason: unknown) => reason);
      expect(String(error)).toMatch(message);
      expect(String(error)).not.toContain(SECRET);
      expect(String(error)).not.toContain('nothing');
    },
  );

  // Each case starts a process.
  it.each(FULL_RUN ? cases : cases.slice(0, 1))(
    'S38 the process exits with the message only, in production %s',
    async (_, variables, message) => {
      const directory = await mkdtemp(join(tmpdir(), 'start-'));
      try {
        const app = AppProcess.run(directory, variables);
        expect(await app.ended).not.toBe(0);
        expect(app.output).toMatch(message);
        expect(app.output).not.toContain('    at ');
        expect(app.output).not.toContain(SECRET);
        expect(app.output).not.toContain('nothing');
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    },
  );
});
