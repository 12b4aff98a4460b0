import { createHash } from 'node:crypto';
import type { VNode } from 'preact';
import { describe, expect, it, test } from 'vitest';
import { AccountPage, type AccountPageProps } from '../../src/social-auth/pages/account-page.js';
import { contentSecurityPolicy } from '../../src/social-auth/pages/content-security-policy.js';
import { type ErrorAction, ErrorPage } from '../../src/social-auth/pages/error-page.js';
import { LoginPage } from '../../src/social-auth/pages/login-page.js';
import { renderPage } from '../../src/social-auth/pages/render.js';
import { account, GITHUB, GOOGLE, SAMPLES } from './samples.js';

const policy = contentSecurityPolicy({ formActionOrigins: [], imageOrigins: [] });
const pages = Object.entries(SAMPLES).map(([name, page]) => [name, renderPage(page)] as const);

describe('every page', () => {
  test.each(pages)('%s carries no script, no style attribute and no event handler', (_, html) => {
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
});

describe('the content security policy', () => {
  it('allows nothing but the stylesheet, pictures and forms', () => {
    expect(policy.replace(/'sha256-[^']+'/, '<hash>')).toBe(
      "default-src 'none'; style-src <hash>; img-src 'self' data: https:; form-action 'self'; " +
        "frame-ancestors 'none'; base-uri 'none'",
    );
  });

  it('adds the origin of each URL once, and nothing else of it', () => {
    const withOrigins = contentSecurityPolicy({
      formActionOrigins: [
        'https://accounts.example/o/authorize?x=1; script-src *',
        'https://accounts.example/again',
      ],
      imageOrigins: ['http://127.0.0.1:4000/pictures'],
    });
    expect(withOrigins).toContain("form-action 'self' https://accounts.example; frame");
    expect(withOrigins).toContain('data: https: http://127.0.0.1:4000;');
  });

  it('refuses what is not a URL', () => {
    expect(() => contentSecurityPolicy({ formActionOrigins: ['*'], imageOrigins: [] })).toThrow(
      TypeError,
    );
  });
});

describe('the login page', () => {
  it('shows the provider used last first and says so', () => {
    const html = body(<LoginPage providers={[GOOGLE, GITHUB]} lastProvider="github" />);
    expect(labels(html)).toEqual(['Continue with GitHub', 'Continue with Google']);
    expect(html.match(/Last used/g)).toHaveLength(1);
    expect(html.indexOf('Last used')).toBeLessThan(html.indexOf('Continue with Google'));
  });

  it('keeps the order of the configuration when the one used last is gone', () => {
    const html = body(<LoginPage providers={[GOOGLE, GITHUB]} lastProvider="elsewhere" />);
    expect(labels(html)).toEqual(['Continue with Google', 'Continue with GitHub']);
    expect(html).not.toContain('Last used');
  });

  it('starts each login by a POST that carries the return path, if there is one', () => {
    const html = body(<LoginPage providers={[GOOGLE]} returnTo={'/a?b="c"&d=<e>'} />);
    expect(html).toContain('<form class="provider" method="post" action="/auth/google">');
    expect(html).toContain('name="returnTo" value="/a?b=&quot;c&quot;&amp;d=&lt;e>"');
    expect(body(<LoginPage providers={[GOOGLE]} returnTo="/" />)).not.toContain('returnTo');
  });

  it('tells who cannot sign in why, and a developer what to do', () => {
    const html = body(<LoginPage providers={[]} />);
    expect(html).not.toContain('<form');
    expect(html).toMatch(/cannot sign in yet.*GOOGLE_CLIENT_ID/s);
  });

  it('says as a status that one is signed out', () => {
    const html = body(<LoginPage providers={[GOOGLE]} notice="signed_out" />);
    expect(html).toMatch(/role="status".*You are signed out\./s);
  });

  it.each([
    ['signed_out_everywhere', 'You are signed out everywhere.'],
    ['login_required', 'Please sign in to see that page.'],
    ['login_again', 'Please sign in again to do that: it has been a while.'],
  ] as const)('says %s as a status', (notice, words) => {
    const html = body(<LoginPage providers={[GOOGLE]} notice={notice} />);
    expect(html.match(/role="status">(.*?)<\/p>/s)?.[1]).toContain(words);
  });
});

describe('the account page', () => {
  it('shows a name that is HTML as text', () => {
    const name = '<img src=x onerror="alert(1)">';
    const html = body(<AccountPage {...account({ user: { name, emailVerified: false } })} />);
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;>');
    expect(html).not.toContain('<img');
  });

  it('asks for the picture without telling where it is shown', () => {
    const user = { name: 'Ada', emailVerified: false, picture: 'https://p.example/a"b' };
    expect(body(<AccountPage {...account({ user })} />)).toContain(
      '<img src="https://p.example/a&quot;b" alt referrerpolicy="no-referrer"/>',
    );
  });

  it('says in words whether the email address is verified', () => {
    const person = { name: 'Ada', email: 'ada@example.com' };
    expect(accountBody({ user: { ...person, emailVerified: true } })).toContain('</svg>Verified<');
    expect(accountBody({ user: { ...person, emailVerified: false } })).toContain(
      '</svg>Not verified<',
    );
    expect(accountBody({ user: { emailVerified: false } })).toContain('No email address shared');
  });

  it.each([
    ['session_ended', 'That session has ended.'],
    ['other_sessions_ended', 'You are signed out everywhere else.'],
  ] as const)('says %s as a status', (notice, words) => {
    expect(accountBody({ notice }).match(/role="status">(.*?)<\/p>/s)?.[1]).toContain(words);
    expect(accountBody({})).not.toContain('role="status"');
  });
});

describe('the error page', () => {
  it('offers each way on, the first one foremost unless another says so', () => {
    const link = { label: 'Back', href: '/login' };
    const form = { label: 'Again', post: '/auth/google', fields: { returnTo: '/x' } };
    expect(errorBody(link, form)).toContain('<a class="button primary" href="/login">Back</a>');
    expect(errorBody(link, { ...form, primary: true })).toContain(
      '<a class="button" href="/login">',
    );
    expect(errorBody(form)).toContain('<input type="hidden" name="returnTo" value="/x"/>');
  });

  it('shows the support code', () => {
    const html = body(
      <ErrorPage title="Oh" message="It broke." actions={[]} supportCode="K7QF-3M2P" />,
    );
    expect(html).toMatch(/Support code <code[^>]*>K7QF-3M2P<\/code>/);
  });
});

function body(page: VNode): string {
  return renderPage(page).replace(/^[^]*<body>/, '');
}

function accountBody(changes: Partial<AccountPageProps>): string {
  return body(<AccountPage {...account({ accounts: [], ...changes })} />);
}

function errorBody(...actions: ErrorAction[]): string {
  return body(<ErrorPage title="Oh" message="It broke." actions={actions} />);
}

function labels(html: string): string[] {
  return [...html.matchAll(/<span>(Continue with [^<]+)<\/span>/g)].map((match) => match[1] ?? '');
}
