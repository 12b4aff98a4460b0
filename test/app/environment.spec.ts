import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configuredProviders } from '../../src/app/provider-setup.js';
import { EnvironmentError, readEnvironment } from '../../src/app/environment.js';

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://app.example',
  APP_SECRET: 'Vq1n0cZt8yKe4WmB7xLr2dUf6hGs9jPa5oTi3vEk',
  DATABASE_URL: 'postgresql://app@db/app',
};

describe('the environment', () => {
  it('requires no variable in development', () => {
    expect(readEnvironment({})).toMatchObject({
      PORT: 3000,
      HOST: 'localhost',
      PUBLIC_URL: 'http://localhost:3000',
      production: false,
    });
  });

  it('treats a blank variable as absent', () => {
    const empty = Object.fromEntries(variables().map((name) => [name, '']));
    expect(readEnvironment(empty)).toEqual(readEnvironment({}));
  });

  it('derives the public URL from the port', () => {
    expect(readEnvironment({ PORT: '4000' }).PUBLIC_URL).toBe('http://localhost:4000');
  });

  it('accepts several secrets, newest first', () => {
    expect(readEnvironment({ APP_SECRET: 'new, old' }).APP_SECRET).toEqual(['new', 'old']);
  });

  it('listens on all interfaces in production only', () => {
    expect(readEnvironment(production).HOST).toBe('0.0.0.0');
  });

  it('sets the issuer of Google, which has two names by default', () => {
    const issuersOf = (endpoints: Record<string, string>) => {
      const client = { GOOGLE_CLIENT_ID: 'id', GOOGLE_CLIENT_SECRET: 'secret' };
      const { google } = configuredProviders(readEnvironment({ ...client, ...endpoints }));
      return [google?.issuer, google?.idTokens?.issuers];
    };
    const own = ['https://accounts.google.com', 'accounts.google.com'];
    expect(issuersOf({})).toEqual([own, own]);
    const other = 'https://id.example.com';
    expect(issuersOf({ GOOGLE_ISSUER: other })).toEqual([[other], [other]]);
  });

  it('accepts rate limits by name', () => {
    const { RATE_LIMITS } = readEnvironment({ RATE_LIMITS: 'login=2000/1m, refresh=30/10s' });
    expect(RATE_LIMITS).toEqual({
      login: { limit: 2000, ttl: '1m' },
      refresh: { limit: 30, ttl: '10s' },
    });
  });

  it.each(['login', 'login=10', 'login=10/min', 'login=-1/1m', 'login 10/1m'])(
    'rejects the rate limit %j',
    (limit) => {
      expect(messageOf({ RATE_LIMITS: limit })).toContain('RATE_LIMITS must list limits as name=');
    },
  );

  it('reports every invalid variable in one error, with a valid example', () => {
    const invalid = {
      NODE_ENV: 'prod',
      PORT: 'eighty',
      DATABASE_URL: 'mysql://x',
      GOOGLE_CLIENT_ID: 'id',
      GITHUB_CLIENT_SECRET: 'secret',
      GOOGLE_TOKEN_URL: 'nowhere',
    };
    const message = messageOf(invalid);
    expect(message).toMatch(/NODE_ENV must be development, test or production/);
    expect(message).toMatch(/PORT must be a port number from 1 to 65535, such as 3000/);
    expect(message).toMatch(/DATABASE_URL must be a PostgreSQL URL/);
    expect(message).toMatch(/GOOGLE_TOKEN_URL must be an absolute/);
  });

  it.each([
    'https://spa.example/',
    'https://spa.example/path',
    'spa.example',
    'http://spa.example',
    'https://*.example',
    'https://SPA.example',
    'null',
    '*',
  ])('rejects %s as a CORS origin', (origin) => {
    const message = messageOf({ CORS_ORIGINS: `https://good.example, ${origin}` });
    expect(message).toMatch(/CORS_ORIGINS must list https origins such as/);
  });

  it('accepts several CORS origins, and plain http on localhost', () => {
    const CORS_ORIGINS = 'https://spa.example:8443, http://localhost:5173';
    const origins = ['https://spa.example:8443', 'http://localhost:5173'];
    expect(readEnvironment({ CORS_ORIGINS })).toMatchObject({ CORS_ORIGINS: origins });
  });

  it('requires the URL of the connection pooler next to the direct one', () => {
    const DIRECT_URL = 'postgresql://app@db/app';
    expect(messageOf({ DIRECT_URL })).toMatch(/DATABASE_URL is missing, but DIRECT_URL is set/);
    expect(readEnvironment({ DIRECT_URL, DATABASE_URL: DIRECT_URL })).toMatchObject({ DIRECT_URL });
  });

  it('requires a client id and its secret together', () => {
    expect(messageOf({ GOOGLE_CLIENT_ID: 'id' })).toMatch(/GOOGLE_CLIENT_SECRET is missing/);
    expect(messageOf({ GITHUB_CLIENT_SECRET: 'secret' })).toMatch(/GITHUB_CLIENT_ID is missing/);
  });

  it('parses durations with a unit and rejects others', () => {
    const SHUTDOWN_DELAY = '10s';
    expect(readEnvironment({ SHUTDOWN_DELAY })).toMatchObject({ SHUTDOWN_DELAY: 10_000 });
    for (const text of ['10', '-1s', '11m', 'soon']) {
      expect(messageOf({ SHUTDOWN_DELAY: text })).toMatch(/SHUTDOWN_DELAY must be 0 or a duration/);
    }
  });

  it('reads exactly the variables that .env.example describes', () => {
    const documented = [...readFileSync('.env.example', 'utf8').matchAll(/^#?\s?([A-Z_]+)=/gm)].map(
      ([, name]) => name,
    );
    expect(new Set(documented)).toEqual(new Set(variables()));
  });
});

/** Returns the names of the variables that the app reads. */
function variables(): string[] {
  const names = new Set<string>();
  const source = new Proxy<Record<string, string>>(
    {},
    {
      get: (_, name) => {
        if (typeof name === 'string' && /^[A-Z_]+$/.test(name)) names.add(name);
        return undefined;
      },
    },
  );
  readEnvironment(source);
  return [...names];
}

function messageOf(source: Record<string, string>): string {
  try {
    readEnvironment(source);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
  return '';
}
