import { execFile } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/app/doctor/check-result.js';
import { checkProxy } from '../../src/app/doctor/proxy.check.js';
import { checkClock } from '../../src/app/doctor/clock.check.js';
import { probePublicUrl } from '../../src/app/doctor/public-url.check.js';
import { formatReport, hasFailures } from '../../src/app/doctor/report.js';
import { runChecks } from '../../src/app/doctor/run-checks.js';
import { itInFullRun } from '../support/full-run.js';
import { createEmptyDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { TEST_SECRET, TestApp } from '../support/test-app.js';

const SECRET = TEST_SECRET;
const PUBLIC_URL = 'https://app.example';
const migrationsDirectory = join(import.meta.dirname, '../../prisma/migrations');

let app: TestApp;
let servers: Server[] = [];

beforeAll(async () => {
  app = await TestApp.start('fastify');
});
afterAll(() => app.stop());
afterEach(() => {
  for (const server of servers) server.close();
  servers = [];
});

/** A valid production environment. */
const production = () => ({
  NODE_ENV: 'production',
  PUBLIC_URL,
  APP_SECRET: SECRET,
  DATABASE_URL: app.database.url,
  TRUSTED_PROXIES: 'loopback',
  GOOGLE_CLIENT_ID: '123-abc.apps.googleusercontent.com',
  GOOGLE_CLIENT_SECRET: 'canary-google-secret',
  GITHUB_CLIENT_ID: '0123456789abcdef0123',
  GITHUB_CLIENT_SECRET: 'canary-github-secret',
});

/** Sends requests for the public URL to a local server, and all others to the emulator. */
function routeRequests(publicUrlServer: string): typeof fetch {
  return (input, init) => {
    const { host, pathname } = new URL(input instanceof Request ? input.url : input);
    if (host === 'app.example') return fetch(publicUrlServer + pathname, init);
    return fetch(app.emulator.google.tokenUrl, init);
  };
}

const check = (variables: Record<string, string>, publicUrlServer = app.address) =>
  runChecks({ variables, migrationsDirectory, request: routeRequests(publicUrlServer) });

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const probe = async (listener: RequestListener, isProduction = true) => {
  const origin = await serve(listener);
  const [result] = await probePublicUrl({ PUBLIC_URL: origin, production: isProduction }, fetch);
  return result;
};

const runDoctor = (variables: Record<string, string>) =>
  promisify(execFile)(process.execPath, ['dist/app/commands/doctor.js'], {
    env: { PATH: process.env['PATH'], ...variables },
  }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  );

const failuresIn = (results: CheckResult[]) => results.filter(({ status }) => status === 'fail');

describe('doctor', () => {
  it('passes every check of a valid production environment and prints the callback URLs', async () => {
    const results = await check(production());
    expect(results.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(hasFailures(results)).toBe(false);
    const text = formatReport(results);
    expect(text).toMatch(/^ +https:\/\/app\.example\/auth\/google\/callback$/m);
    expect(text).toMatch(/^ +https:\/\/app\.example\/auth\/github\/callback$/m);
    expect(text).toContain('The app is reachable at https://app.example.');
    expect(text).toMatch(/The clock agrees with .*the database/);
    expect(text).toContain(`${results.length} passed, 0 warnings, 0 failed.`);
  });

  it('prints no secret, even when the secret is invalid', async () => {
    const url = new URL(app.database.url);
    for (const change of [{}, { APP_SECRET: 'canary-short' }, { DATABASE_URL: `${url.href}x` }]) {
      const text = formatReport(await check({ ...production(), ...change }));
      for (const secret of [SECRET, 'canary', url.password]) expect(text).not.toContain(secret);
    }
  });

  it.each<[string, () => Record<string, string>, Partial<CheckResult>[]]>([
    [
      'a short secret',
      () => ({ APP_SECRET: 'short' }),
      [{ topic: 'secrets', message: 'Entry 1 of APP_SECRET is shorter than 32 bytes.' }],
    ],
    [
      'a placeholder and a client secret that equals the app secret',
      () => ({
        APP_SECRET: `change-me-${SECRET},${SECRET}`,
        GOOGLE_CLIENT_SECRET: SECRET,
      }),
      [
        { topic: 'secrets', message: 'Entry 1 of APP_SECRET looks like a placeholder.' },
        {
          topic: 'providers',
          message: 'Provider "google" has a client secret that is also listed in secrets.',
          fix: expect.stringContaining('Replace the app secret.'),
        },
      ],
    ],
    [
      'a secret that does not decrypt the signing keys',
      () => ({ APP_SECRET: 'Kq8vZ2nR5tYc1wXe7uBm4jLs9hGd6fPa0oTiQyVx' }),
      [
        {
          topic: 'secrets',
          message: expect.stringMatching(/does not contain the secret that signing key/),
          fix: expect.stringContaining('Add the previous secret to the end of APP_SECRET.'),
        },
      ],
    ],
    [
      'a plain http public URL',
      () => ({ PUBLIC_URL: 'http://app.example' }),
      [{ topic: 'public URL', message: expect.stringContaining('must be an https URL') }],
    ],
    [
      'a plain http public URL and a short secret together',
      () => ({ PUBLIC_URL: 'http://app.example', APP_SECRET: 'short' }),
      [{ topic: 'public URL' }, { topic: 'secrets' }],
    ],
    [
      'an unknown rate limit',
      () => ({ RATE_LIMITS: 'logins=10/1m' }),
      [{ topic: 'options', message: 'RATE_LIMITS has an unknown property "logins".' }],
    ],
    [
      'a rate limit of zero',
      () => ({ RATE_LIMITS: 'login=0/1m' }),
      [{ topic: 'options', message: expect.stringContaining('RATE_LIMITS.login.limit must be') }],
    ],
    [
      'an unreachable database',
      () => ({ DATABASE_URL: 'postgresql://nobody:nothing@127.0.0.1:1/nowhere' }),
      [{ topic: 'database', message: expect.stringMatching(/Cannot connect.*ECONNREFUSED/) }],
    ],
    [
      'a client id without its secret',
      () => ({ GITHUB_CLIENT_SECRET: '' }),
      [
        {
          topic: 'environment',
          message: expect.stringContaining(
            'GITHUB_CLIENT_SECRET is missing, but GITHUB_CLIENT_ID is set',
          ),
          fix: expect.stringContaining('Set GITHUB_CLIENT_SECRET'),
        },
      ],
    ],
    [
      'a configuration without providers',
      () => ({
        GOOGLE_CLIENT_ID: '',
        GOOGLE_CLIENT_SECRET: '',
        GITHUB_CLIENT_ID: '',
        GITHUB_CLIENT_SECRET: '',
      }),
      [{ topic: 'providers', message: expect.stringContaining('No provider is configured') }],
    ],
  ])('fails in production for %s and suggests a fix', async (_, change, expected) => {
    const failures = failuresIn(await check({ ...production(), ...change() }));
    expect(failures).toEqual(expected.map((result) => expect.objectContaining(result)));
    for (const { fix } of failures) expect(fix).toMatch(/^[A-Z].{20,}/);
  });

  it('reports pending migrations without applying them', async () => {
    const empty = await createEmptyDatabase();
    const variables = { ...production(), DATABASE_URL: empty.url };
    const runs = [failuresIn(await check(variables)), failuresIn(await check(variables))];
    await empty.drop();
    for (const failures of runs) {
      expect(failures).toEqual([
        {
          status: 'fail',
          topic: 'database',
          message: expect.stringMatching(/migrations are pending: \d+_init, /),
          fix: expect.stringContaining('npm run db:migrate'),
        },
      ]);
    }
  });

  it('warns about a client id in an unknown format without printing it', async () => {
    const results = await check({ ...production(), GOOGLE_CLIENT_ID: 'GOCSPX-canary' });
    expect(formatReport(results)).toMatch(
      /warn +providers: The client id of Google does not have the expected format/,
    );
    expect(formatReport(results)).not.toContain('canary');
    expect(hasFailures(results)).toBe(false);
  });
});

describe('doctor, trusted proxies', () => {
  it('warns when the app is behind a TLS proxy and TRUSTED_PROXIES is not set', async () => {
    const results = await check({ ...production(), TRUSTED_PROXIES: '' });
    expect(results.filter(({ status }) => status !== 'pass')).toEqual([
      {
        status: 'warn',
        topic: 'public URL',
        message: expect.stringContaining('share one rate limit'),
        fix: expect.stringContaining('Set TRUSTED_PROXIES'),
      },
    ]);
    const local = await runChecks({ variables: {}, migrationsDirectory, request: fetch });
    expect(formatReport(local)).not.toContain('TRUSTED_PROXIES');
  });

  it('warns when responses can exceed the default header buffer of nginx', async () => {
    const results = await check({ ...production(), RESPONSE_HEADER_LIMIT: '8192' });
    expect(results.filter(({ status }) => status === 'warn')).toContainEqual({
      status: 'warn',
      topic: 'public URL',
      message: expect.stringContaining('Responses can have 8192 bytes of headers.'),
      fix: expect.stringContaining('nginx: proxy_buffer_size'),
    });
  });

  it.each(['nonsense', '10.0.0.0/33', '0.0.0.0/0'])(
    'fails for the invalid entry %s of TRUSTED_PROXIES',
    async (entry) => {
      const results = await check({ ...production(), TRUSTED_PROXIES: `loopback, ${entry}` });
      expect(failuresIn(results)).toEqual([
        {
          status: 'fail',
          topic: 'options',
          message: expect.stringMatching(/^Entry 2 of TRUSTED_PROXIES /),
          fix: 'Correct TRUSTED_PROXIES.',
        },
      ]);
    },
  );
});

describe('doctor, public URL', () => {
  it('fails when another server responds at the public URL', async () => {
    const other = await serve((_, response) => response.end('<h1>It works!</h1>'));
    expect(failuresIn(await check(production(), other))).toEqual([
      {
        status: 'fail',
        topic: 'public URL',
        message: expect.stringContaining('Another server responds at https://app.example'),
        fix: expect.stringContaining('Set PUBLIC_URL'),
      },
    ]);
  });

  it('fails when the public URL redirects, and names the target', async () => {
    const location = 'https://www.app.example/health?canary';
    const result = await probe((_, response) => response.writeHead(301, { location }).end());
    expect(result).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('redirects to https://www.app.example. Logins fail'),
      fix: expect.stringContaining('Set PUBLIC_URL to https://www.app.example,'),
    });
  });

  it('warns about a proxy that cannot reach the app', async () => {
    const result = await probe((_, response) => response.writeHead(502).end());
    expect(result).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('A proxy at'),
    });
  });

  it('fails for a server without TLS', async () => {
    const origin = (await serve(() => undefined)).replace('http:', 'https:');
    const [result] = await probePublicUrl({ PUBLIC_URL: origin, production: true }, fetch);
    expect(result).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('certificate'),
    });
  });

  it('warns after three seconds when the public URL does not respond', async () => {
    const startedAt = Date.now();
    expect(await probe(() => undefined)).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('no response within 3 s'),
    });
    expect(Date.now() - startedAt).toBeLessThan(5000);
    const closed = { PUBLIC_URL: `http://127.0.0.1:${await freePort()}`, production: true };
    expect(await probePublicUrl(closed, fetch)).toMatchObject([
      { status: 'warn', message: expect.stringContaining('ECONNREFUSED') },
    ]);
  });

  it('reports in development that phones cannot reach localhost', async () => {
    const { variables } = app;
    const results = await runChecks({ variables, migrationsDirectory, request: fetch });
    const text = formatReport(results);
    expect(text).toContain('phones and other machines cannot reach');
    expect(text).toContain(`${app.origin}/auth/google/callback`);
    expect(hasFailures(results)).toBe(false);
  });

  it('warns instead of failing in development', async () => {
    const result = await probe((_, response) => response.end('hello'), false);
    expect(result).toMatchObject({ status: 'warn', message: expect.stringContaining('Another') });
  });
});

describe('doctor, outgoing proxy', () => {
  it('warns about a proxy that is set and not used', async () => {
    const results = await check({ ...production(), HTTPS_PROXY: 'http://canary:3128' });
    expect(results.filter(({ status }) => status !== 'pass')).toEqual([
      {
        status: 'warn',
        topic: 'proxy',
        message: 'HTTPS_PROXY is set, but requests to providers do not use it.',
        fix: expect.stringContaining('NODE_USE_ENV_PROXY=1'),
      },
    ]);
    expect(formatReport(results)).not.toContain('canary');
  });

  it.each([
    ['HTTPS_PROXY', 'pass'],
    ['https_proxy', 'pass'],
    ['ALL_PROXY', 'warn'],
  ])('rates %s as %s when Node.js uses the proxies of the environment', (name, status) => {
    const variables = { [name]: 'http://proxy:3128' };
    expect(checkProxy(variables, variables)).toMatchObject([{ status }]);
  });

  it('reports nothing without a proxy', () => {
    expect(checkProxy({ NO_PROXY: 'localhost', HTTPS_PROXY: '' })).toEqual([]);
  });
});

describe('doctor, clock', () => {
  it.each([
    [29_000, 'pass'],
    [-29_000, 'pass'],
    [31_000, 'fail'],
    [-31_000, 'fail'],
  ])('rates a difference of %s ms as %s', (skewMs, status) => {
    expect(checkClock([{ source: 'the database', skewMs }])).toMatchObject([{ status }]);
  });

  it('warns when no other clock is available', () => {
    expect(checkClock([])).toMatchObject([{ status: 'warn' }]);
  });
});

describe('npm run doctor', () => {
  itInFullRun('exits with 0 when no check fails', async () => {
    const { code, stdout } = await runDoctor(app.variables);
    expect(stdout).toContain(' 0 failed.');
    expect(stdout).toContain(`${app.origin}/auth/google/callback`);
    expect(code).toBe(0);
  });

  it('exits with 0 when no variable is set, and starts no database', async () => {
    const { code, stdout } = await runDoctor({ PORT: String(await freePort()) });
    expect(stdout).toContain('an embedded PostgreSQL in ./.data');
    expect(stdout).toContain('The emulator replaces google');
    expect(code).toBe(0);
  });

  it('exits with 1 when a check fails', async () => {
    const { code, stdout } = await runDoctor({ ...app.variables, APP_SECRET: 'canary' });
    expect(stdout).toMatch(/FAIL +secrets: .*\n +→ Generate one with/);
    expect(stdout).toContain(' 1 failed.');
    expect(stdout).not.toContain('canary');
    expect(code).toBe(1);
  });
});
