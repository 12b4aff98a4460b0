import { execFile } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkClock } from '../../src/app/doctor/clock.check.js';
import { runChecks } from '../../src/app/doctor/run-checks.js';
import type { CheckResult } from '../../src/app/doctor/check-result.js';
import { isWell, report } from '../../src/app/doctor/report.js';
import { probePublicUrl } from '../../src/app/doctor/public-url-probe.js';
import { createEmptyDatabase } from '../support/database.js';
import { freePort, TestApp } from '../support/test-app.js';

const SECRET = 'Kq8vZ2nR5tYc1wXe7uBm4jLs9hGd6fPa0oTiQyVx';
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

/** Good in production, but for the database and the providers, which a test sets. */
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

/** The internet as the doctor sees it: providers that answer, and whoever is at the public URL. */
function internet(atPublicUrl: string): typeof fetch {
  return (input, init) => {
    const { host, pathname } = new URL(input instanceof Request ? input.url : input);
    if (host === 'app.example') return fetch(atPublicUrl + pathname, init);
    return fetch(app.emulator.google.tokenUrl, init);
  };
}

const examine = (variables: Record<string, string>, atPublicUrl = app.address) =>
  runChecks({ variables, migrationsDirectory, request: internet(atPublicUrl) });

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const probe = async (listener: RequestListener, isProduction = true) => {
  const origin = await serve(listener);
  const [finding] = await probePublicUrl({ PUBLIC_URL: origin, production: isProduction }, fetch);
  return finding;
};

const run = (variables: Record<string, string>) =>
  promisify(execFile)(process.execPath, ['dist/cli/doctor.js'], {
    env: { PATH: process.env['PATH'], ...variables },
  }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  );

const faultsOf = (findings: CheckResult[]) => findings.filter(({ level }) => level === 'fail');

describe('the doctor', () => {
  it('finds a good set-up good, and prints what to register', async () => {
    const findings = await examine(production());
    expect(findings.filter(({ level }) => level !== 'pass')).toEqual([]);
    expect(isWell(findings)).toBe(true);
    const text = report(findings);
    expect(text).toMatch(/^ +https:\/\/app\.example\/auth\/google\/callback$/m);
    expect(text).toMatch(/^ +https:\/\/app\.example\/auth\/github\/callback$/m);
    expect(text).toContain('The app answers at https://app.example.');
    expect(text).toMatch(/The clock agrees with .*the database/);
    expect(text).toContain('The set-up is good.');
  });

  it('never prints a secret', async () => {
    const url = new URL(app.database.url);
    for (const change of [{}, { APP_SECRET: 'canary-short' }, { DATABASE_URL: `${url.href}x` }]) {
      const text = report(await examine({ ...production(), ...change }));
      for (const secret of [SECRET, 'canary', url.password]) expect(text).not.toContain(secret);
    }
  });

  it.each<[string, () => Record<string, string>, Partial<CheckResult>[]]>([
    [
      'a weak secret',
      () => ({ APP_SECRET: 'short' }),
      [{ topic: 'secrets', message: expect.stringContaining('shorter than 32 bytes') }],
    ],
    [
      'a placeholder, and a client secret that is the app secret',
      () => ({
        APP_SECRET: `change-me-${SECRET},${SECRET}`,
        GOOGLE_CLIENT_SECRET: SECRET,
      }),
      [
        { topic: 'secrets', message: 'Secret 1 of APP_SECRET looks like a placeholder.' },
        { topic: 'secrets', message: expect.stringContaining('also an app secret') },
      ],
    ],
    [
      'plain http',
      () => ({ PUBLIC_URL: 'http://app.example' }),
      [{ topic: 'public URL', message: expect.stringContaining('must be an https URL') }],
    ],
    [
      'plain http and a weak secret, both at once',
      () => ({ PUBLIC_URL: 'http://app.example', APP_SECRET: 'short' }),
      [{ topic: 'public URL' }, { topic: 'secrets' }],
    ],
    [
      'no database',
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
            'GITHUB_CLIENT_SECRET is missing: GITHUB_CLIENT_ID is set',
          ),
          fix: expect.stringContaining('Set GITHUB_CLIENT_SECRET'),
        },
      ],
    ],
    [
      'no provider at all',
      () => ({
        GOOGLE_CLIENT_ID: '',
        GOOGLE_CLIENT_SECRET: '',
        GITHUB_CLIENT_ID: '',
        GITHUB_CLIENT_SECRET: '',
      }),
      [{ topic: 'providers', message: expect.stringContaining('Nobody can log in') }],
    ],
  ])('in production names %s, and its mend', async (_, change, expected) => {
    const faults = faultsOf(await examine({ ...production(), ...change() }));
    expect(faults).toEqual(expected.map((finding) => expect.objectContaining(finding)));
    for (const { fix } of faults) expect(fix).toMatch(/^[A-Z].{20,}/);
  });

  it('names an unmigrated database, leaves it so, and says what migrates it', async () => {
    const empty = await createEmptyDatabase();
    const change = { ...production(), DATABASE_URL: empty.url };
    const faults = [faultsOf(await examine(change)), faultsOf(await examine(change))];
    await empty.drop();
    for (const found of faults) {
      expect(found).toEqual([
        {
          level: 'fail',
          topic: 'database',
          message: expect.stringMatching(/lacks \d+ migrations?, beginning with/),
          fix: expect.stringContaining('npm run db:migrate'),
        },
      ]);
    }
  });

  it('remarks on a client id that is none', async () => {
    const findings = await examine({ ...production(), GOOGLE_CLIENT_ID: 'GOCSPX-canary' });
    expect(report(findings)).toMatch(/warning providers: The client id of Google does not look/);
    expect(report(findings)).not.toContain('canary');
    expect(isWell(findings)).toBe(true);
  });
});

describe('of the proxies in front of the app the doctor', () => {
  it('remarks that none is named although people come by https, which the app does not speak', async () => {
    const findings = await examine({ ...production(), TRUSTED_PROXIES: '' });
    expect(findings.filter(({ level }) => level !== 'pass')).toEqual([
      {
        level: 'warn',
        topic: 'public URL',
        message: expect.stringContaining('count as one client'),
        fix: expect.stringContaining('Set TRUSTED_PROXIES'),
      },
    ]);
    const local = await runChecks({ variables: {}, migrationsDirectory, request: fetch });
    expect(report(local)).not.toContain('TRUSTED_PROXIES');
  });

  it.each(['nonsense', '10.0.0.0/33', '0.0.0.0/0'])('names %s as none', async (entry) => {
    const findings = await examine({ ...production(), TRUSTED_PROXIES: `loopback, ${entry}` });
    expect(faultsOf(findings)).toEqual([
      {
        level: 'fail',
        topic: 'options',
        message: expect.stringMatching(
          /^Entry 2 of TRUSTED_PROXIES must be the address of a proxy/,
        ),
        fix: 'Mend TRUSTED_PROXIES, which lists them.',
      },
    ]);
  });
});

describe('at the public URL the doctor', () => {
  it('names another server, in the whole report too', async () => {
    const other = await serve((_, response) => response.end('<h1>It works!</h1>'));
    expect(faultsOf(await examine(production(), other))).toEqual([
      {
        level: 'fail',
        topic: 'public URL',
        message: expect.stringContaining('Another server answers at https://app.example'),
        fix: expect.stringContaining('Set PUBLIC_URL'),
      },
    ]);
  });

  it('names a redirect, and where it leads', async () => {
    const location = 'https://www.app.example/health?canary';
    const finding = await probe((_, response) => response.writeHead(301, { location }).end());
    expect(finding).toMatchObject({
      level: 'fail',
      message: expect.stringContaining('redirects to https://www.app.example: cookies'),
      fix: expect.stringContaining('Set PUBLIC_URL to https://www.app.example,'),
    });
  });

  it('tells a proxy without the app behind it from another server', async () => {
    const finding = await probe((_, response) => response.writeHead(502).end());
    expect(finding).toMatchObject({
      level: 'warn',
      message: expect.stringContaining('A proxy at'),
    });
  });

  it('names a server that does not speak TLS', async () => {
    const origin = (await serve(() => undefined)).replace('http:', 'https:');
    const [finding] = await probePublicUrl({ PUBLIC_URL: origin, production: true }, fetch);
    expect(finding).toMatchObject({
      level: 'fail',
      message: expect.stringContaining('certificate'),
    });
  });

  it('waits for nobody longer than three seconds, and nobody is no fault', async () => {
    const begun = Date.now();
    expect(await probe(() => undefined)).toMatchObject({
      level: 'warn',
      message: expect.stringContaining('no answer within 3 s'),
    });
    expect(Date.now() - begun).toBeLessThan(5000);
    const closed = { PUBLIC_URL: `http://127.0.0.1:${await freePort()}`, production: true };
    expect(await probePublicUrl(closed, fetch)).toMatchObject([
      { level: 'warn', message: expect.stringContaining('ECONNREFUSED') },
    ]);
  });

  it('only remarks in development', async () => {
    const finding = await probe((_, response) => response.end('hello'), false);
    expect(finding).toMatchObject({ level: 'warn', message: expect.stringContaining('Another') });
  });
});

describe('the clock', () => {
  it.each([
    [29_000, 'ok'],
    [-29_000, 'ok'],
    [31_000, 'fail'],
    [-31_000, 'fail'],
  ])('%s ms apart is %s', (skewMs, level) => {
    expect(checkClock([{ source: 'the database', skewMs }])).toMatchObject([{ level }]);
  });

  it('that nobody could be asked about is remarked on', () => {
    expect(checkClock([])).toMatchObject([{ level: 'warn' }]);
  });
});

describe('npm run doctor', () => {
  it('ends with 0 when all is well, and says that phones cannot reach localhost', async () => {
    const { code, stdout } = await run(app.variables);
    expect(stdout).toContain('The set-up is good.');
    expect(stdout).toContain('phones and other machines cannot reach it');
    expect(stdout).toContain(`${app.origin}/auth/google/callback`);
    expect(code).toBe(0);
  });

  it('ends with 0 when nothing is set, and starts and writes nothing', async () => {
    const { code, stdout } = await run({ PORT: String(await freePort()) });
    expect(stdout).toContain('The embedded PostgreSQL in ./.data is used');
    expect(stdout).toContain('The stand-in plays google');
    expect(code).toBe(0);
  });

  it('ends with 1 when something is wrong', async () => {
    const { code, stdout } = await run({ ...app.variables, APP_SECRET: 'canary' });
    expect(stdout).toMatch(/FAILED +secrets: .*\n +→ Make a secret with/);
    expect(stdout).toContain('One fault to mend.');
    expect(stdout).not.toContain('canary');
    expect(code).toBe(1);
  });
});
