import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { github, google } from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { ADAPTERS } from '../support/test-app.js';
import { TestBackend } from '../support/test-backend.js';
import type { TestBrowser } from '../support/test-browser.js';

describe.each(ADAPTERS)('the pages of a branded app on %s', (adapter) => {
  let base: TestBackend;
  let app: ModuleApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    base = await TestBackend.create();
    app = await ModuleApp.start(base, adapter, {
      options: {
        pages: {
          productName: 'Acme',
          logoUrl: 'https://cdn.acme.example/brand/logo.svg?v=2',
          faviconUrl: 'https://static.acme.example/favicon.ico',
          appUrl: 'https://www.acme.example',
          accentColor: '#e11d48',
          termsUrl: '/terms',
          privacyUrl: 'https://acme.example/privacy',
        },
        providers: [
          { ...google(base.emulator.google), iconUrl: 'https://icons.acme.example/g.svg' },
          { ...github(base.emulator.github), iconUrl: 'data:image/svg+xml,%3Csvg/%3E' },
        ],
      },
    });
    browser = await base.signedIn('google', 'vera', app.browser());
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  const imageSources = (headers: Headers) =>
    /img-src ([^;]+);/.exec(headers.get('content-security-policy') ?? '')?.[1];

  it.each([
    ['login', '/login?prompt=login'],
    ['account', '/'],
    ['error', '/auth/unknown'],
  ])('have name, logo, color and links: the %s page', async (_, path) => {
    const { body, headers } = await browser.request(path);
    const style = /<style>([^]*?)<\/style>/.exec(body)?.[1] ?? '';
    expect(style).toContain('--primary: #e11d48;');
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}';`);
    expect(body).toContain('<link rel="icon" href="https://static.acme.example/favicon.ico"');
    expect(body).toContain('<a class="app-link" href="https://www.acme.example">');
    expect(body).toMatch(/<title>[^<]+ · Acme<\/title>/);
    expect(body).toContain('<img src="https://cdn.acme.example/brand/logo.svg?v=2"');
    expect(body).toContain('<a href="/terms">Terms of service</a>');
    expect(body).toContain('<a href="https://acme.example/privacy">Privacy policy</a>');
  });

  it('have the icons of the providers', async () => {
    const { body } = await browser.request('/login?prompt=login');
    expect(body).toContain('src="https://icons.acme.example/g.svg"');
    expect(body).toContain('src="data:image/svg+xml,%3Csvg/%3E"');
    expect((await browser.request('/')).body).toContain('src="https://icons.acme.example/g.svg"');
  });

  it('allow images of the app and of the origins of logo and icons, and no others', async () => {
    for (const path of ['/login?prompt=login', '/auth/unknown']) {
      const { headers } = await browser.request(path);
      expect(imageSources(headers)).toBe(
        "'self' data: https://cdn.acme.example https://static.acme.example https://icons.acme.example",
      );
    }
  });

  it('allow profile pictures from any https origin on the account page only', async () => {
    const { headers } = await browser.request('/');
    expect(imageSources(headers)).toBe(
      `'self' data: https://cdn.acme.example https://static.acme.example https://icons.acme.example https: ${base.emulator.origin}`,
    );
  });

  it('show only the labels of configured providers in a notice', async () => {
    browser.cookies.set('notice', 'account_linked.github');
    expect((await browser.request('/')).body).toContain('GitHub connected.');
    browser.cookies.set('notice', 'account_linked.%3Cb%3Eforged');
    const { body } = await browser.request('/');
    expect(body).toContain('The account connected.');
    expect(body).not.toContain('forged');
    browser.cookies.set('notice', 'forged');
    expect((await browser.request('/')).body).not.toContain('role="status"');
  });
});

describe('the login page of an app whose logo is a path', () => {
  it('allows images of the app only', async () => {
    const base = await TestBackend.create();
    const app = await ModuleApp.start(base, 'fastify', {
      options: { pages: { logoUrl: '/logo.svg' } },
    });
    const { headers, body } = await app.browser().request('/login');
    expect(body).toContain('<img src="/logo.svg"');
    expect(headers.get('content-security-policy')).toContain("img-src 'self' data:;");
    await app.stop();
    await base.stop();
  });
});
