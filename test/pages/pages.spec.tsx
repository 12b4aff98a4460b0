import { createHash } from 'node:crypto';
import type { VNode } from 'preact';
import { describe, expect, it, test } from 'vitest';
import { AccountPage, type AccountPageProps } from '../../src/social-auth/pages/account-page.js';
import { contentSecurityPolicy } from '../../src/social-auth/pages/content-security-policy.js';
import { type ErrorAction, ErrorPage } from '../../src/social-auth/pages/error-page.js';
import { LoginPage, type LoginPageProps } from '../../src/social-auth/pages/login-page.js';
import { renderPage } from '../../src/social-auth/pages/render.js';
import { PAGE_BACKGROUND } from '../../src/social-auth/pages/stylesheet.js';
import { account, ACME, GITHUB, GOOGLE, linkedAccount, SAMPLES, UNBRANDED } from './samples.js';

const policy = contentSecurityPolicy({ formActions: [], images: [] });
const pages = Object.entries(SAMPLES).map(([name, page]) => [name, renderPage(page)] as const);

describe('every page', () => {
  test.each(pages)('%s has no script, no style attribute and no event handler', (_, html) => {
    expect(html).not.toMatch(/<script|javascript:|<[^>]+\s(style|on\w+)=/i);
  });

  test.each(pages)(
    '%s has a language, one h1, one main and a title that names the product',
    (_, html) => {
      expect(html).toMatch(/^<!doctype html><html lang="en">/);
      expect(html.match(/<h1/g)).toHaveLength(1);
      expect(html.match(/<main/g)).toHaveLength(1);
      expect(html).toMatch(/<title>.+ · (Social Auth|Acme)<\/title>/);
      expect(html).toContain('<meta name="robots" content="noindex"/>');
    },
  );

  test.each(pages)('%s has the stylesheet whose hash is in the policy', (_, html) => {
    const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
  });

  it('has a theme color for each color scheme, the page background', () => {
    expect(PAGE_BACKGROUND.light).toMatch(/^#[0-9a-f]{6}$/);
    expect(PAGE_BACKGROUND.dark).toMatch(/^#[0-9a-f]{6}$/);
    expect(PAGE_BACKGROUND.light).not.toBe(PAGE_BACKGROUND.dark);
  });
});

describe('the Content-Security-Policy', () => {
  it('allows only the stylesheet, own images and own forms', () => {
    expect(policy.replace(/'sha256-[^']+'/, '<hash>')).toBe(
      "default-src 'none'; style-src <hash>; img-src 'self' data:; form-action 'self'; " +
        "frame-ancestors 'none'; base-uri 'none'",
    );
  });

  it('contains only the origin of a URL, once', () => {
    const withOrigins = contentSecurityPolicy({
      formActions: [
        'https://accounts.example/o/authorize?x=1; script-src *',
        'https://accounts.example/again',
      ],
      images: ['http://127.0.0.1:4000/pictures'],
    });
    expect(withOrigins).toContain("form-action 'self' https://accounts.example; frame");
    expect(withOrigins).toContain("img-src 'self' data: http://127.0.0.1:4000;");
  });

  it('contains the scheme of a URL without an origin, and a scheme as it is', () => {
    const withSchemes = contentSecurityPolicy({
      formActions: ['com.example.app:/callback'],
      images: ['https:'],
    });
    expect(withSchemes).toContain("form-action 'self' com.example.app:;");
    expect(withSchemes).toContain("img-src 'self' data: https:;");
  });

  it('throws a TypeError for a source that is not a URL', () => {
    expect(() => contentSecurityPolicy({ formActions: ['*'], images: [] })).toThrow(TypeError);
  });
});

describe('branding', () => {
  const brandedPages: [string, VNode][] = [
    ['login', <LoginPage branding={ACME} providers={[GOOGLE]} />],
    ['account', <AccountPage {...account({ branding: ACME })} />],
    ['error', <ErrorPage branding={ACME} title="Oh" message="It broke." actions={[]} />],
  ];

  it.each(brandedPages)('shows name, logo and legal links on the %s page', (_, page) => {
    const html = renderPage(page);
    expect(html).toContain('<link rel="icon" href="https://cdn.acme.example/logo.svg"/>');
    expect(html).toContain('<img src="https://cdn.acme.example/logo.svg" alt width="28"');
    expect(html).toContain('<span dir="auto">Acme</span>');
    expect(html).toContain('<a href="/terms">Terms of service</a>');
    expect(html).toContain('<a href="https://acme.example/privacy">Privacy policy</a>');
  });

  it('shows the default logo and no footer without options', () => {
    const html = body(<LoginPage branding={UNBRANDED} providers={[GOOGLE]} />);
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<footer');
  });

  it('shows one legal link when only one is configured', () => {
    const branding = { ...UNBRANDED, privacyUrl: '/privacy' };
    const html = body(<LoginPage branding={branding} providers={[GOOGLE]} />);
    expect(html).toContain('<a href="/privacy">Privacy policy</a></footer>');
    expect(html).not.toContain('Terms');
  });
});

describe('the login page', () => {
  it('shows the last used provider first, with a badge', () => {
    const html = loginBody({ lastProvider: 'github' });
    expect(labels(html)).toEqual(['Continue with GitHub', 'Continue with Google']);
    expect(html.match(/Last used/g)).toHaveLength(1);
    expect(html.indexOf('Last used')).toBeLessThan(html.indexOf('Continue with Google'));
  });

  it('keeps the configured order when the last used provider is not configured', () => {
    const html = loginBody({ lastProvider: 'elsewhere' });
    expect(labels(html)).toEqual(['Continue with Google', 'Continue with GitHub']);
    expect(html).not.toContain('Last used');
  });

  it('starts each login with a POST that contains the return path, unless it is the default', () => {
    const html = loginBody({ providers: [GOOGLE], returnTo: '/a?b="c"&d=<e>' });
    expect(html).toContain('<form class="provider" method="post" action="/auth/google">');
    expect(html).toContain('name="returnTo" value="/a?b=&quot;c&quot;&amp;d=&lt;e>"');
    expect(loginBody({ returnTo: '/' })).not.toContain('returnTo');
  });

  it('says that sign-in is not set up, and how to set it up', () => {
    const html = loginBody({ providers: [] });
    expect(html).not.toContain('<form');
    expect(html).toMatch(/Sign-in is not set up yet\..*GOOGLE_CLIENT_ID/s);
  });

  it.each([
    ['signed_out', 'You are signed out.'],
    ['signed_out_everywhere', 'You are signed out everywhere.'],
    ['login_required', 'Please sign in to see that page.'],
    ['login_again', 'It has been a while. Please sign in again to continue.'],
  ] as const)('announces %s as a status', (notice, text) => {
    expect(status(loginBody({ notice }))).toContain(text);
  });
});

describe('the account page', () => {
  it('shows a name that contains HTML as text', () => {
    const name = '<img src=x onerror="alert(1)">';
    const html = accountBody({ user: { name, emailVerified: false } });
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;>');
    expect(html).not.toContain('<img');
  });

  it('loads the picture without a Referer header', () => {
    const user = { name: 'Ada', emailVerified: false, picture: 'https://p.example/a"b' };
    expect(accountBody({ user })).toContain(
      '<img src="https://p.example/a&quot;b" alt referrerpolicy="no-referrer"/>',
    );
  });

  it('shows whether the email address is verified', () => {
    const user = { name: 'Ada', email: 'ada@example.com' };
    expect(accountBody({ user: { ...user, emailVerified: true } })).toContain('</svg>Verified<');
    expect(accountBody({ user: { ...user, emailVerified: false } })).toContain(
      '</svg>Not verified<',
    );
    expect(accountBody({ user: { emailVerified: false } })).toContain('No email address shared');
  });

  it.each([
    [{ message: 'session_ended' }, 'You are signed out on that device.'],
    [{ message: 'other_sessions_ended' }, 'You are signed out everywhere else.'],
    [{ message: 'account_linked', label: 'GitHub' }, 'GitHub is now linked to your account.'],
    [{ message: 'account_linked' }, 'A new account is now linked to your account.'],
    [{ message: 'account_unlinked', label: 'GitHub' }, 'GitHub is no longer linked'],
  ] as const)('announces %j as a status', (notice, text) => {
    expect(status(accountBody({ notice }))).toContain(text);
  });

  it('has no status without a notice', () => {
    expect(accountBody({})).not.toContain('role="status"');
  });

  it('requires a confirmation before it unlinks an account', () => {
    const linked = linkedAccount({ provider: 'github', label: 'GitHub', unlinkable: true });
    const html = accountBody({ accounts: [linked] });
    const [, confirmation = ''] =
      /<details class="confirmation">(.*?)<\/details>/s.exec(html) ?? [];
    expect(confirmation).toContain('Unlink <span class="visually-hidden">GitHub</span>');
    expect(confirmation).toContain('action="/auth/accounts/github-1/unlink"');
    expect(confirmation).toContain('You will not be able to sign in with this GitHub account.');
    expect(confirmation).toMatch(/<button [^>]*class="button-danger"[^>]*>Unlink GitHub<\/button>/);
    expect(html.match(/\/unlink"/g)).toHaveLength(1);
  });

  it('does not offer to unlink the only account', () => {
    expect(accountBody({ accounts: [linkedAccount()] })).not.toContain('Unlink');
  });
});

describe('the error page', () => {
  it('emphasizes the first action unless another one is primary', () => {
    const link = { label: 'Back', href: '/login' };
    const form = { label: 'Again', post: '/auth/google', fields: { returnTo: '/x' } };
    expect(errorBody(link, form)).toContain(
      '<a class="button button-primary" href="/login">Back</a>',
    );
    expect(errorBody(link, { ...form, primary: true })).toContain(
      '<a class="button" href="/login">',
    );
    expect(errorBody(form)).toContain('<input type="hidden" name="returnTo" value="/x"/>');
  });

  it('shows the support code', () => {
    const html = body(
      <ErrorPage
        branding={UNBRANDED}
        title="Oh"
        message="It broke."
        actions={[]}
        supportCode="K7QF-3M2P"
      />,
    );
    expect(html).toMatch(/Support code <code[^>]*>K7QF-3M2P<\/code>/);
  });
});

function body(page: VNode): string {
  return renderPage(page).replace(/^[^]*<body>/, '');
}

function loginBody(changes: Partial<LoginPageProps>): string {
  return body(<LoginPage branding={UNBRANDED} providers={[GOOGLE, GITHUB]} {...changes} />);
}

function accountBody(changes: Partial<AccountPageProps>): string {
  return body(<AccountPage {...account({ accounts: [], ...changes })} />);
}

function errorBody(...actions: ErrorAction[]): string {
  return body(<ErrorPage branding={UNBRANDED} title="Oh" message="It broke." actions={actions} />);
}

function status(html: string): string | undefined {
  return html.match(/role="status">(.*?)<\/p>/s)?.[1];
}

function labels(html: string): string[] {
  return [...html.matchAll(/<span>(Continue with [^<]+)<\/span>/g)].map((match) => match[1] ?? '');
}
