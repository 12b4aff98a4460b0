import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/social-auth/core/errors.js';
import { resolveOptions, type SocialAuthOptions } from '../../src/social-auth/core/options.js';
import { github, google, type RateLimitStorage } from '../../src/social-auth/index.js';

const SECRET = 'Vq1n0cZt8yKe4WmB7xLr2dUf6hGs9jPa5oTi3vEk';
const client = { clientId: 'id', clientSecret: 'a client secret' };

const good: SocialAuthOptions = {
  publicUrl: 'https://app.example',
  secrets: [SECRET],
  providers: [google(client), github(client)],
};

function faultsOf(options: SocialAuthOptions): string {
  try {
    resolveOptions(options);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults.join('\n');
    throw error;
  }
  return '';
}

describe('the options', () => {
  it('are complete and frozen after checking', () => {
    const options = resolveOptions(good);
    expect(options).toMatchObject({
      accessTokenSeconds: 300,
      secureCookies: true,
      environment: 'production',
    });
    expect(Object.isFrozen(options)).toBe(true);
  });

  it.each<[string, Partial<SocialAuthOptions>, RegExp]>([
    ['a short secret', { secrets: ['short'] }, /shorter than 32 bytes; make one with/],
    ['a placeholder', { secrets: ['please-change-me-please-change-me-now'] }, /placeholder/],
    ['one letter over and over', { secrets: ['a'.repeat(40)] }, /placeholder/],
    ['a repeated secret', { secrets: [SECRET, SECRET] }, /repeats one secret/],
    ['no secret', { secrets: [] }, /at least one secret/],
    [
      'a secret that is a client secret',
      { providers: [google({ ...client, clientSecret: SECRET })] },
      /must differ/,
    ],
    ['plain http', { publicUrl: 'http://app.example' }, /must be an https URL/],
    [
      'plain http on localhost in production',
      { publicUrl: 'http://localhost:3000' },
      /https in production/,
    ],
    ['a URL with a path', { publicUrl: 'https://app.example/base' }, /an origin only/],
    ['no URL', { publicUrl: 'app.example' }, /must be an absolute URL/],
    [
      'a provider without client',
      { providers: [google({ ...client, clientId: '' })] },
      /needs a client id/,
    ],
    [
      'an opened door for proxies',
      { trustedProxies: ['::/0'] },
      /trustedProxies.0: must be the addr/,
    ],
    ['a proxy by its name', { trustedProxies: ['proxy.local'] }, /or loopback, linklocal or/],
    [
      'a limit of none',
      { rateLimits: { start: { limit: 0, seconds: 60 } } },
      /rateLimits.start.limit/,
    ],
    ['an unknown limit', { rateLimits: { login: {} } as object }, /rateLimits: .*"login"/],
    [
      'a storage that is none',
      { rateLimitStorage: {} as unknown as RateLimitStorage },
      /rateLimitStorage: must be a storage/,
    ],
    ['a provider twice', { providers: [google(client), google(client)] }, /listed twice/],
    [
      'a provider named as a route',
      { providers: [{ ...google(client), name: 'logout' }] },
      /route of ours/,
    ],
    [
      'a stand-in in production',
      { providers: [google({ ...client, tokenURL: 'http://127.0.0.1:1/token' })] },
      /not https/,
    ],
    [
      'a redirect URI with a password',
      { clients: [{ clientId: 'app', redirectUris: ['https://:pw@e.example/'] }] },
      /credentials/,
    ],
    [
      'a redirect URI that would open the policy',
      { clients: [{ clientId: 'app', redirectUris: ['https://*/'] }] },
      /odd characters/,
    ],
    [
      'a redirect URI that would add to the policy',
      { clients: [{ clientId: 'app', redirectUris: ['https://a;script-src.example/'] }] },
      /odd characters/,
    ],
    [
      'a redirect URI with a common scheme',
      { clients: [{ clientId: 'app', redirectUris: ['javascript:alert(1)'] }] },
      /scheme without a dot/,
    ],
    [
      'a redirect URI to plain http',
      { clients: [{ clientId: 'app', redirectUris: ['http://e.example/'] }] },
      /plain http/,
    ],
    ['a lifetime of nothing', { accessTokenSeconds: 0 }, /accessTokenSeconds/],
  ])('are refused with %s', (_, options, fault) => {
    expect(faultsOf({ ...good, ...options })).toMatch(fault);
  });

  it('name every fault at once', () => {
    const faults = faultsOf({ ...good, secrets: ['short'], publicUrl: 'http://localhost:3000' });
    expect(faults).toMatch(/32 bytes/);
    expect(faults).toMatch(/https in production/);
  });

  it('allow plain http on localhost in development, without Secure cookies', () => {
    const options = resolveOptions({
      ...good,
      publicUrl: 'http://localhost:3000',
      environment: 'development',
    });
    expect(options.secureCookies).toBe(false);
  });
});
