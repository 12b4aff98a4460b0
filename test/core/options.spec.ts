import { describe, expect, it, vi } from 'vitest';
import { ConfigurationError } from '../../src/social-auth/core/errors.js';
import type { SocialAuthOptions } from '../../src/social-auth/core/options.js';
import { resolveOptions } from '../../src/social-auth/core/resolve-options.js';
import { github, google, type RateLimitStorage } from '../../src/social-auth/index.js';
import type { Duration } from '../../src/time/duration.js';

const SECRET = 'Vq1n0cZt8yKe4WmB7xLr2dUf6hGs9jPa5oTi3vEk';
const client = { clientId: 'id', clientSecret: 'a client secret' };

const valid: SocialAuthOptions = {
  publicUrl: 'https://app.example',
  secrets: [SECRET],
  providers: [google(client), github(client)],
};

/** Has the methods of the strategy of passport-openidconnect. */
class OpenIdConnectStrategy {
  authenticate(): void {}
  authorizationParams(): void {}
}

/** Has the methods of the strategy of passport-oauth1. */
class OAuth1Strategy {
  authenticate(): void {}
  userProfile(): void {}
  requestTokenParams(): void {}
  userAuthorizationParams(): void {}
  parseErrorResponse(): void {}
}

const withRedirectUri = (uri: string): Partial<SocialAuthOptions> => ({
  clients: [{ clientId: 'app', redirectUris: [uri] }],
});

const withIcon = (iconUrl: string): Partial<SocialAuthOptions> => ({
  providers: [{ ...google(client), iconUrl }],
});

/** The message of the ConfigurationError that the options cause; empty when they are valid. */
function configurationError(options: SocialAuthOptions): string {
  try {
    resolveOptions(options);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return '';
}

describe('module options', () => {
  it('are resolved to a complete, frozen object with durations in milliseconds', () => {
    const options = resolveOptions(valid);
    expect(options).toMatchObject({
      accessTokenTtl: 300_000,
      sessionMaxAge: 7_776_000_000,
      rateLimits: { login: { limit: 600, ttl: 60_000 }, callback: { limit: 20, ttl: 60_000 } },
      pages: { productName: 'Social Auth', logoUrl: undefined },
      secureCookies: true,
      environment: 'production',
    });
    expect(Object.isFrozen(options)).toBe(true);
  });

  it.each<[Duration, number]>([
    ['90s', 90_000],
    ['15m', 900_000],
    [60_000, 60_000],
  ])('accept the duration %s', (accessTokenTtl, milliseconds) => {
    expect(resolveOptions({ ...valid, accessTokenTtl })).toMatchObject({
      accessTokenTtl: milliseconds,
    });
  });

  it.each<[string, Partial<SocialAuthOptions>, string]>([
    [
      'a short secret',
      { secrets: ['short'] },
      'secrets[0] is shorter than 32 bytes. Generate one with',
    ],
    ['a placeholder secret', { secrets: ['please-change-me-please-change-me-now'] }, 'placeholder'],
    ['a secret of one repeated letter', { secrets: ['a'.repeat(40)] }, 'placeholder'],
    ['a repeated secret', { secrets: [SECRET, SECRET] }, 'secrets contains the same secret twice'],
    ['no secret', { secrets: [] }, 'secrets must contain at least one secret'],
    [
      'a secret that is also a client secret',
      { providers: [google({ ...client, clientSecret: SECRET })] },
      'provider "google" has a client secret that is also listed in secrets',
    ],
    [
      'a client id that starts with a digit',
      { clients: [{ clientId: '9app', redirectUris: ['https://spa.example/callback'] }] },
      'clients[0].clientId must be 1 to 32 lower-case letters, digits and hyphens, and start with a letter',
    ],
    [
      'a provider whose name starts with a digit',
      { providers: [{ ...google(client), name: '9oauth' }] },
      'Use 1 to 32 lower-case letters, digits and hyphens, and start with a letter',
    ],
    ['plain http', { publicUrl: 'http://app.example' }, 'publicUrl must be an https URL'],
    [
      'plain http on localhost in production',
      { publicUrl: 'http://localhost:3000', environment: 'production' },
      'publicUrl must be https in production',
    ],
    ['a URL with a query', { publicUrl: 'https://app.example?a=b' }, 'must not have a query'],
    [
      'a URL with an encoded path',
      { publicUrl: 'https://app.example/%73' },
      'must have a path such as',
    ],
    [
      'a prefix with a parameter',
      { routes: { prefix: ':tenant' } },
      'routes.prefix must be one or more',
    ],
    [
      'a page without a slash',
      { routes: { loginPath: 'sign-in' } },
      'routes.loginPath must be a path',
    ],
    [
      'one path for two pages',
      { routes: { loginPath: '/' } },
      'routes has the path / for the login page',
    ],
    [
      'a start page that redirects to itself',
      { routes: { homePath: '/login' } },
      'routes.homePath is the path of the login page, which redirects signed-in users to homePath',
    ],
    [
      'errors on the login page of the module',
      { routes: { errorPath: '/login' } },
      'routes.errorPath is the path of the login page of the module, which shows no errors. Choose a page of the app, remove errorPath, or set pages.login to false.',
    ],
    [
      'errors on the account page of the module',
      { routes: { errorPath: '/' } },
      'routes.errorPath is the path of the account page of the module',
    ],
    [
      'an error page with the path of a provider',
      { routes: { errorPath: '/auth/github' } },
      'provider "github" has the name of the route /auth/github. Choose another path',
    ],
    [
      'an unknown option of the pages',
      { pages: { logo: '/logo.svg' } as object },
      'pages has an unknown property "logo"',
    ],
    [
      'pages that are not an object',
      { pages: 'off' as never },
      'pages must be an object, or false',
    ],
    [
      'a provider with the path of a page',
      { routes: { loginPath: '/auth/google' } },
      'provider "google" has the name of the route /auth/google',
    ],
    ['a relative URL', { publicUrl: 'app.example' }, 'must be an absolute URL'],
    [
      'a provider without a client id',
      { providers: [google({ ...client, clientId: '' })] },
      'provider "google" has no client id or no client secret',
    ],
    [
      'a proxy range that contains every address',
      { trustedProxies: ['::/0'] },
      'trustedProxies[0] must be the address',
    ],
    ['a proxy by host name', { trustedProxies: ['proxy.local'] }, 'loopback, linklocal or'],
    [
      'a rate limit of zero',
      { rateLimits: { login: { limit: 0, ttl: '60s' } } },
      'rateLimits.login.limit must be a whole number from 1',
    ],
    [
      'an unknown rate limit',
      { rateLimits: { start: { limit: 1, ttl: '60s' } } as object },
      'rateLimits has an unknown property "start"',
    ],
    [
      'a storage without increment()',
      { rateLimitStorage: {} as unknown as RateLimitStorage },
      'rateLimitStorage must be a ThrottlerStorage',
    ],
    [
      'a strategy of OpenID Connect',
      { providers: [{ ...google(client), strategy: OpenIdConnectStrategy }] },
      'provider "google" has a strategy that is not an OAuth 2.0 strategy. Use a class that extends',
    ],
    [
      'a strategy of OAuth 1.0',
      { providers: [{ ...google(client), strategy: OAuth1Strategy }] },
      'provider "google" has a strategy that is not an OAuth 2.0 strategy',
    ],
    [
      'a provider without a strategy',
      { providers: [{ ...google(client), strategy: undefined as never }] },
      'provider "google" has a strategy that is not an OAuth 2.0 strategy',
    ],
    [
      'an instance of a strategy instead of its class',
      { providers: [{ ...google(client), strategy: new OAuth1Strategy() as never }] },
      'provider "google" has a strategy that is not an OAuth 2.0 strategy',
    ],
    [
      'a provider without toProfile',
      { providers: [{ ...google(client), toProfile: undefined as never }] },
      'provider "google" has profileUrls, but no toProfile',
    ],
    [
      'an endpoint that is not a URL',
      { providers: [google({ ...client, tokenUrl: 'oauth2.googleapis.com/token' })] },
      'provider "google" has a property tokenUrl that must be an absolute http or https URL',
    ],
    [
      'a profile URL that is not a URL',
      { providers: [google({ ...client, userinfoUrl: 'https://' })] },
      'provider "google" has a property profileUrls.userinfo that must be an absolute http or https URL',
    ],
    [
      'a scope that is not a string',
      { providers: [{ ...google(client), scope: [1] as never }] },
      'provider "google" has a property scope.0 that must be of type string',
    ],
    [
      'an unknown prompt',
      { providers: [{ ...google(client), prompts: ['none' as never] }] },
      `provider "google" has a property prompts.0 that must be 'login' or 'consent' or 'select_account'`,
    ],
    [
      'a product name that is not a string',
      { pages: { productName: 5 as never } },
      'pages.productName must be of type string',
    ],
    [
      'an empty product name',
      { pages: { productName: '' } },
      'pages.productName must not be empty',
    ],
    [
      'a provider that is undefined',
      { providers: [undefined as never] },
      'providers[0] must be an object',
    ],
    [
      'an agent of another HTTP client',
      { httpAgent: { dispatch: () => true } as never },
      'httpAgent must be an Agent of node:https, such as',
    ],
    ['a repeated provider', { providers: [google(client), google(client)] }, 'is listed twice'],
    [
      'a provider named like a route',
      { providers: [{ ...google(client), name: 'logout' }] },
      'provider "logout" has the name of the route /auth/logout',
    ],
    [
      'an emulator in production',
      { providers: [google({ ...client, tokenUrl: 'http://127.0.0.1:1/token' })] },
      'provider "google" has an endpoint that is not https',
    ],
    [
      'a redirect URI with a password',
      withRedirectUri('https://:pw@e.example/'),
      'clients "app" redirect URI "https://:pw@e.example/" contains credentials',
    ],
    [
      'a redirect URI that would match every host in the content security policy',
      withRedirectUri('https://*/'),
      'unsupported characters',
    ],
    [
      'a redirect URI that would add a directive to the content security policy',
      withRedirectUri('https://a;script-src.example/'),
      'unsupported characters',
    ],
    [
      'a redirect URI with a scheme that is not specific to the app',
      withRedirectUri('javascript:alert(1)'),
      'custom scheme without a dot',
    ],
    ['a plain http redirect URI', withRedirectUri('http://e.example/'), 'plain http'],
    [
      'a lifetime of zero',
      { accessTokenTtl: 0 },
      "accessTokenTtl must be a duration from 1s to 1h, such as '5m'",
    ],
    [
      'a lifetime with an unknown unit',
      { accessTokenTtl: '5 minutes' as Duration },
      "accessTokenTtl must be a duration from 1s to 1h, such as '5m'",
    ],
    [
      'a lifetime that is not a whole number of seconds',
      { accessTokenTtl: 1500 },
      'accessTokenTtl must be a whole number of seconds',
    ],
    [
      'a legal link that is neither https nor a path',
      { pages: { termsUrl: 'javascript:alert(1)' } },
      'pages.termsUrl must be an https URL or a path',
    ],
    [
      'a logo that is neither https, a path nor a data URL',
      { pages: { logoUrl: 'http://cdn.acme.example/logo.svg' } },
      'pages.logoUrl must be an https URL, a path of the app, or a data URL of an image',
    ],
    ...['red', '#4f46e', '#fff; } body { display: none', 'url(https://e.example)'].map(
      (accentColor): [string, Partial<SocialAuthOptions>, string] => [
        `the color ${accentColor}`,
        { pages: { accentColor } },
        "pages.accentColor must be a hex color, such as '#4f46e5'",
      ],
    ),
    [
      'a link to the app that is a script',
      { pages: { appUrl: 'javascript:alert(1)' } },
      'pages.appUrl must be an https URL or a path',
    ],
    [
      'an icon that is a document',
      withIcon('data:text/html,<script>alert(1)</script>'),
      'provider "google" has a property iconUrl that must be an https URL',
    ],
    ['an icon that is a script', withIcon('javascript:alert(1)'), 'iconUrl that must be an https'],
    ['an icon of an unstated origin', withIcon('//cdn.acme.example/i.svg'), 'iconUrl that must be'],
    [
      'an SVG icon that is not encoded',
      withIcon('data:image/svg+xml,<svg fill="#fff"/>'),
      'encodeURIComponent(svg)',
    ],
  ])('reject %s', (_, options, message) => {
    expect(configurationError({ ...valid, ...options })).toContain(message);
  });

  it('accept one path for all pages of an app that has its own', () => {
    const routes = { loginPath: '/', accountPath: '/', homePath: '/', errorPath: '/' };
    expect(configurationError({ ...valid, pages: false, routes })).toBe('');
    expect(
      configurationError({ ...valid, pages: { account: false }, routes: { loginPath: '/' } }),
    ).toBe('');
  });

  it('add the path of the public URL to paths of images and links', () => {
    const options: SocialAuthOptions = {
      ...valid,
      publicUrl: 'https://app.example/shop',
      providers: [{ ...google(client), iconUrl: '/google.svg' }],
      pages: {
        logoUrl: '/shop/logo.svg',
        faviconUrl: '/icon.ico',
        appUrl: '/',
        termsUrl: '/terms',
      },
    };
    expect(resolveOptions(options)).toMatchObject({
      pageProviders: [{ name: 'google', iconUrl: '/shop/google.svg' }],
      pages: {
        logoUrl: '/shop/logo.svg',
        faviconUrl: '/shop/icon.ico',
        appUrl: '/shop/',
        termsUrl: '/shop/terms',
      },
    });
  });

  it('turn both pages off with false', () => {
    expect(resolveOptions({ ...valid, pages: false })).toMatchObject({
      servedPages: { login: false, account: false },
      routes: { loginPath: '/login', accountPath: undefined },
    });
  });

  it('report every issue at once', () => {
    const message = configurationError({
      ...valid,
      secrets: ['short'],
      publicUrl: 'http://localhost:3000',
      environment: 'production',
    });
    expect(message).toContain('secrets[0] is shorter than 32 bytes');
    expect(message).toContain('publicUrl must be https in production');
  });

  it.each([
    [{ publicUrl: 'http://localhost:3000' }, 'development'],
    [{ publicUrl: 'https://localhost:3000' }, 'production'],
    [{ publicUrl: 'http://localhost:3000', environment: 'development' }, 'development'],
  ] as const)('with %j have the defaults of %s', (given, environment) => {
    expect(resolveOptions({ ...valid, ...given })).toMatchObject({
      environment,
      secureCookies: given.publicUrl.startsWith('https:'),
    });
  });

  it('forbid plain http by default when NODE_ENV is production', () => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(configurationError({ ...valid, publicUrl: 'http://localhost:3000' })).toContain(
      'publicUrl must be https in production',
    );
    vi.unstubAllEnvs();
  });
});
