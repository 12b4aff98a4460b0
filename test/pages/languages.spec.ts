import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  checkOptions,
  google,
  type PageMessages,
  type PageOptions,
} from '../../src/social-auth/index.js';
import { chosenLanguage, languages } from '../docs/examples/languages.js';
import { withApp } from '../routing/journey.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TEST_SECRET, TestApp } from '../support/test-app.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';

const SPA = 'http://localhost:5173';

describe.each(MAIN_ADAPTERS)('the language of the pages on %s', (adapter) => {
  let base: TestApp;

  beforeAll(async () => {
    base = await TestApp.start(adapter, { CORS_ORIGINS: SPA });
  });
  afterAll(() => base.stop());

  const open = (browser: TestBrowser, path: string, headers: Record<string, string>) =>
    browser.request(path, { headers });

  const languageOf = ({ body, headers }: TestResponse) => [
    /<html lang="([\w-]+)" dir="(\w+)">/.exec(body)?.slice(1).join(' '),
    headers.get('content-language'),
  ];

  it.each([
    ['en-GB,en;q=0.9', 'en ltr', 'Continue with Google'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de ltr', 'Weiter mit Google'],
    ['ar', 'ar rtl', 'المتابعة باستخدام \u2068Google\u2069'],
    ['fr, *;q=0.5', 'en ltr', 'Continue with Google'],
  ])('is the one that the browser prefers: %s', async (accept, language, text) => {
    const page = await open(base.browser(), '/login', { 'accept-language': accept });
    expect(languageOf(page)).toEqual([language, language.slice(0, 2)]);
    expect(page.body).toContain(text);
    expect(page.headers.get('vary')?.split(', ')).toContain('Accept-Language');
  });

  it('is the same on the account page and on error pages, with dates, devices and plurals', async () => {
    const browser = await base.signedIn('google');
    const german = { 'accept-language': 'de' };
    const account = await open(browser, '/', german);
    expect(languageOf(account)).toEqual(['de ltr', 'de']);
    expect(account.body).toContain('Wo Sie angemeldet sind');
    expect(account.body).toContain('gerade eben');
    expect(account.body).toContain('<bdi>Eine App</bdi>');
    for (const path of ['/auth/unknown', '/nothing-here']) {
      const error = await open(browser, path, german);
      expect([error.status, ...languageOf(error)]).toEqual([404, 'de ltr', 'de']);
      expect(error.body).toContain('Support-Code <code');
    }
  });

  it('does not apply to errors in JSON, whose codes are the contract', async () => {
    const headers = { accept: 'application/json', 'accept-language': 'de' };
    const { body, headers: sent } = await open(base.browser(), '/auth/unknown', headers);
    expect(JSON.parse(body)).toMatchObject({
      code: 'unknown_provider',
      message: 'This site does not offer that way to sign in, so please choose one that it does.',
    });
    expect(sent.has('content-language')).toBe(false);
  });

  it('applies to the data for pages of the app', async () => {
    const { body, headers } = await open(
      base.browser(),
      '/auth/providers?returnTo=/reports&error=provider_unavailable&provider=google',
      { accept: 'application/json', 'accept-language': 'ar' },
    );
    expect(JSON.parse(body)).toMatchObject({
      locale: 'ar',
      direction: 'rtl',
      notice: { code: 'login_required', message: 'يُرجى تسجيل الدخول لعرض هذه الصفحة.' },
      error: { title: 'تعذّر الوصول إلى \u2068Google\u2069' },
    });
    expect([headers.get('content-language'), headers.get('vary')]).toEqual([
      'ar',
      expect.stringContaining('Accept-Language'),
    ]);
  });

  it.each(['<script>', '../../secret', '__proto__', 'de;q=x', '\u00e4', 'x'.repeat(8000)])(
    'is the default for the header %j',
    async (accept) => {
      const page = await open(base.browser(), '/login', { 'accept-language': accept });
      expect([page.status, ...languageOf(page)]).toEqual([200, 'en ltr', 'en']);
    },
  );

  it('keeps the header Vary of the app', async () => {
    const { headers } = await open(base.browser(), '/login', { origin: SPA });
    expect(headers.get('vary')?.split(/, ?/)).toEqual(
      expect.arrayContaining(['Origin', 'Accept-Language']),
    );
  });

  it('has messages that are read once, when a page needs them first', async () => {
    const read = vi.spyOn(fs, 'readFileSync');
    syncBuiltinESMExports();
    try {
      await withApp(base, adapter, {}, async (app) => {
        for (const accept of ['en', 'fr', 'de', 'de-AT', 'de']) {
          await open(app.browser(), '/login', { 'accept-language': accept });
        }
      });
      const files = read.mock.calls.map(([path]) => (path instanceof URL ? path.pathname : ''));
      expect(files.filter((path) => path.includes('/translations/'))).toEqual([
        expect.stringMatching(/\/de\.json$/),
      ]);
    } finally {
      read.mockRestore();
      syncBuiltinESMExports();
    }
  });

  it('shows messages of the app as text', () => {
    const messages = { en: { 'login.title': '<img src=x onerror=alert(1)>' } };
    return withApp(base, adapter, { options: { pages: { messages } } }, async (app) => {
      const { body } = await app.browser().request('/login');
      expect(body).toContain('<h1>&lt;img src=x onerror=alert(1)></h1>');
      expect(body).not.toContain('<img src=x');
    });
  });

  it('can be another language, with English for missing messages, and other texts', () =>
    withApp(base, adapter, { options: { pages: languages } }, async (app) => {
      const french = await open(app.browser(), '/login', { 'accept-language': 'fr-CA' });
      expect(languageOf(french)).toEqual(['fr ltr', 'fr']);
      expect(french.body).toContain('<h1>Se connecter</h1>');
      expect(french.body).toContain('Continuer avec Google');
      expect(french.body).toContain('Choose how you want to continue.');
      const arabic = await open(app.browser(), '/login', { 'accept-language': 'ar' });
      expect(languageOf(arabic)).toEqual(['en ltr', 'en']);
      expect(arabic.body).toContain('<h1>Sign in to Acme</h1>');
    }));

  it('can be the choice of the user', () =>
    withApp(base, adapter, { options: { pages: chosenLanguage } }, async (app) => {
      const show = async (cookie: string) =>
        languageOf(await open(app.browser(), '/login', { cookie, 'accept-language': 'de' }));
      expect(await show('language=ar')).toEqual(['ar rtl', 'ar']);
      for (const cookie of ['language=fr', 'language=__proto__', 'other=ar']) {
        expect(await show(cookie)).toEqual(['de ltr', 'de']);
      }
    }));

  it('is the one that the browser prefers when the function of the app throws or returns nonsense', async () => {
    const functions: NonNullable<PageOptions['locale']>[] = [
      () => {
        throw new Error('injected');
      },
      () => 7 as unknown as string,
      () => 'de-'.repeat(10_000),
    ];
    for (const locale of functions) {
      await withApp(base, adapter, { options: { pages: { locale } } }, async (app) => {
        const page = await open(app.browser(), '/login', { 'accept-language': 'de' });
        expect([page.status, ...languageOf(page)]).toEqual([200, 'de ltr', 'de']);
      });
    }
  });
});

describe('the options of the languages', () => {
  const check = (pages: object) => () =>
    checkOptions({
      publicUrl: 'https://app.example.com',
      secrets: [TEST_SECRET],
      providers: [google({ clientId: 'id', clientSecret: 'secret of the client' })],
      pages,
    });

  it.each([
    [{ locales: [] }, 'pages.locales must contain at least one language tag.'],
    [{ locales: ['english!'] }, 'pages.locales[0] must be a language tag (BCP 47)'],
    [{ locale: 'de' }, 'pages.locale must be a function.'],
    [{ messages: { fr: { 'login.titel': 'x' } } }, 'login.titel is not a message of the pages.'],
    [{ messages: { fr: { 'login.title': 7 } } }, 'login.title must be a string.'],
    [{ messages: { fr: { toString: 'x' } } }, 'toString is not a message of the pages.'],
    [
      { messages: { fr: { 'login.continue_with': 'Avec {name}' } } },
      'login.continue_with has the unknown placeholder {name}.',
    ],
    [
      { messages: { fr: { 'sessions.more': { one: 'x' } } } },
      "sessions.more must be an object of strings with the key 'other'.",
    ],
    [{ messages: { 'not a tag': {} } }, 'must be a language tag (BCP 47)'],
  ])('reject %j', (pages, message) => {
    expect(check(pages)).toThrow(message);
  });

  it('require all keys of a complete translation at compile time', () => {
    // @ts-expect-error All other messages are missing.
    const french: PageMessages = { 'login.title': 'Se connecter' };
    expect(check({ messages: { fr: french } })).not.toThrow();
  });

  it('accept tags in any case, and messages of any language', () => {
    expect(check({ locales: ['DE-at', 'zh-hant'], messages: { 'ZH-hant': {} } })).not.toThrow();
  });
});
