import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { oidc } from '../../src/social-auth/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { OidcApp } from './oidc-app.js';
import { CLIENT, SigningIssuer, type IssuerResponse } from './signing-issuer.js';
import { createSigningKey } from './signing-key.js';

const DISCOVERY = 'openid-configuration';
const HOUR_MS = 3_600_000;

/** Answers of an issuer that is faulty or manipulated. */
const FAULTS: Record<string, () => IssuerResponse | 'hang'> = {
  hangs: () => 'hang',
  redirects: () => ({ status: 302, headers: { location: '/jwks' } }),
  'sends 300 KB': () => ({ body: { padding: 'x'.repeat(300_000) } }),
  'sends HTML': () => ({ headers: { 'content-type': 'text/html' }, body: '<html>' }),
  'sends null': () => ({ body: 'null' }),
  fails: () => ({ status: 500 }),
};

/** Each test uses an issuer of its own, because the app caches what it discovers. */
const ISSUERS = 20;

describe.each(MAIN_ADAPTERS)('the discovery of an issuer on %s', (adapter) => {
  let issuers: SigningIssuer[];
  let app: OidcApp;
  let next = 0;

  beforeAll(async () => {
    issuers = await Promise.all(Array.from({ length: ISSUERS }, () => SigningIssuer.start()));
    app = await OidcApp.start(
      adapter,
      issuers.map(({ url }, index) =>
        oidc({ name: `acme-${index}`, label: 'Acme', issuer: url, ...CLIENT }),
      ),
      { options: { providerTimeout: '1s' } },
    );
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(async () => {
    await app.stop();
    await Promise.all(issuers.map((issuer) => issuer.stop()));
  });

  /** Returns an unused issuer, and the functions to log in there. */
  const newIssuer = () => {
    const index = next++;
    const issuer = issuers[index];
    if (issuer === undefined) throw new Error('Increase ISSUERS.');
    return {
      issuer,
      start: () => app.browser().submit(`/auth/acme-${index}`),
      login: () => app.login(`acme-${index}`, (url) => issuer.approve(url)),
      count: (request: string) => issuer.requests.filter((sent) => sent === request).length,
    };
  };

  /** Moves the time of this process. */
  const moveClock = (milliseconds: number) => {
    vi.restoreAllMocks();
    const now = Date.now.bind(Date);
    vi.spyOn(Date, 'now').mockImplementation(() => now() + milliseconds);
  };

  it('is requested once for all logins of an hour, at the first login and not at start', async () => {
    const { issuer, start } = newIssuer();
    expect(issuer.requests).toEqual([]);
    const responses = await Promise.all(Array.from({ length: 10 }, start));
    expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(303));
    expect(issuer.requests).toEqual([`GET ${DISCOVERY}`]);
  });

  it.each(Object.entries(FAULTS))(
    'S59 costs the logins of that time only when the issuer %s',
    async (_, fault) => {
      const { issuer, start, login } = newIssuer();
      issuer.answers.set(DISCOVERY, fault);
      expect((await start()).status).toBe(502);
      issuer.answers.clear();
      expect((await login()).status).toBe(303);
    },
  );

  it.each(Object.entries(FAULTS))(
    'S59 of keys costs one login when the JWKS %s',
    async (_, fault) => {
      const { issuer, login } = newIssuer();
      issuer.answers.set('jwks', fault);
      expect((await login()).status).toBeGreaterThanOrEqual(400);
      issuer.answers.clear();
      expect((await login()).status).toBe(303);
    },
  );

  it('refuses the metadata of another issuer', async () => {
    const { issuer, start } = newIssuer();
    issuer.metadata = { issuer: 'https://id.example.com' };
    expect((await start()).status).toBe(502);
  });

  it('is refreshed after an hour in the background, and used for a day if the issuer does not answer', async () => {
    const { issuer, start, login, count } = newIssuer();
    await login();
    moveClock(HOUR_MS + 1000);
    issuer.answers.set(DISCOVERY, () => ({ status: 500 }));
    expect((await start()).status).toBe(303);
    await vi.waitFor(() => expect(count(`GET ${DISCOVERY}`)).toBe(2));
    issuer.answers.clear();
    issuer.metadata = { authorization_endpoint: `${issuer.url}/new/authorize` };
    await vi.waitFor(async () => expect((await start()).location).toContain('/new/authorize?'));
    issuer.answers.set(DISCOVERY, () => ({ status: 500 }));
    moveClock(26 * HOUR_MS);
    expect((await start()).status).toBe(502);
  });

  it('S59 of keys is repeated for an unknown key, at most once per minute', async () => {
    const { issuer, login, count } = newIssuer();
    await login();
    issuer.keys = [createSigningKey(), ...issuer.keys];
    expect((await login()).status).toBe(400);
    expect(count('GET jwks')).toBe(1);
    moveClock(61_000);
    expect((await login()).status).toBe(303);
    expect(count('GET jwks')).toBe(2);
  });
});
