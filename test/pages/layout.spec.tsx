import { createHash } from 'node:crypto';
import type { VNode } from 'preact';
import { describe, expect, it, test } from 'vitest';
import { AccountPage } from '../../src/social-auth/pages/account-page.js';
import { contentSecurityPolicy } from '../../src/social-auth/pages/content-security-policy.js';
import { ErrorPage } from '../../src/social-auth/pages/error-page.js';
import { LoginPage } from '../../src/social-auth/pages/login-page.js';
import type { PageBranding } from '../../src/social-auth/core/options.js';
import { renderPage } from '../../src/social-auth/pages/render.js';
import { PAGE_BACKGROUND } from '../../src/social-auth/pages/stylesheet.js';
import { account } from './account-props.js';
import { ACME, GOOGLE, UNBRANDED } from './branding-samples.js';
import { renderBody } from './html.js';
import { accentOf, SAMPLES } from './samples.js';

const pages = Object.entries(SAMPLES).map(([name, page]) => [name, renderPage(page)] as const);

describe('every page', () => {
  test.each(pages)('%s has no script, no style attribute and no event handler', (_, html) => {
    expect(html).not.toMatch(/<script|javascript:|<[^>]+\s(style|on\w+)=/i);
  });

  test.each(pages)(
    '%s has a language, one h1, one main and a title that names the product',
    (_, html) => {
      expect(html).toMatch(/^<!doctype html><html lang="en" dir="ltr">/);
      expect(html.match(/<h1/g)).toHaveLength(1);
      expect(html.match(/<main/g)).toHaveLength(1);
      expect(html).toMatch(/<title>.+ · (Social Auth|Acme)<\/title>/);
      expect(html).toContain('<meta name="robots" content="noindex"/>');
    },
  );

  test.each(pages)('%s has the stylesheet whose hash is in the policy', (name, html) => {
    const accent = accentOf(SAMPLES[name] ?? <></>);
    const policy = contentSecurityPolicy({ formActions: [], images: [], ...accent });
    const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
  });

  it('has the page background as theme color, one for each color scheme', () => {
    expect(PAGE_BACKGROUND.light).toMatch(/^#[0-9a-f]{6}$/);
    expect(PAGE_BACKGROUND.dark).toMatch(/^#[0-9a-f]{6}$/);
    expect(PAGE_BACKGROUND.light).not.toBe(PAGE_BACKGROUND.dark);
  });
});

describe('branding', () => {
  const brandedPages: [string, VNode][] = [
    ['login', <LoginPage branding={ACME} providers={[GOOGLE]} />],
    ['account', <AccountPage {...account({ branding: ACME })} />],
    ['error', <ErrorPage branding={ACME} title="Oh" message="It broke." actions={[]} />],
  ];

  it.each(brandedPages)('shows name, logo, color and links on the %s page', (_, page) => {
    const html = renderPage(page);
    expect(html).toContain('<link rel="icon" href="https://cdn.acme.example/favicon.svg"/>');
    expect(html).toContain(
      '<a class="app-link" href="/"><img src="https://cdn.acme.example/logo.svg" alt/><span dir="auto">Acme</span></a>',
    );
    expect(html).toContain('--primary: #ffd400;');
    expect(html).toContain('<a href="/terms">Terms of service</a>');
    expect(html).toContain('<a href="https://acme.example/privacy">Privacy policy</a>');
  });

  it('uses the logo as the favicon without one, and the default logo in the accent color without both', () => {
    const icon = (branding: PageBranding) =>
      /<link rel="icon" href="([^"]+)"/.exec(
        renderPage(<LoginPage branding={branding} providers={[GOOGLE]} />),
      )?.[1];
    expect(icon({ ...ACME, faviconUrl: undefined })).toBe(ACME.logoUrl);
    const accented = decodeURIComponent(icon({ ...UNBRANDED, accentColor: '#ffd400' }) ?? '');
    expect(accented).toContain('<rect width="28" height="28" rx="8" fill="#ffd400">');
    expect(accented).toContain('<path fill="#000000"');
  });

  it('shows the default logo and no footer without options', () => {
    const html = renderBody(<LoginPage branding={UNBRANDED} providers={[GOOGLE]} />);
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<footer');
  });

  it('shows one legal link when only one is configured', () => {
    const branding = { ...UNBRANDED, privacyUrl: '/privacy' };
    const html = renderBody(<LoginPage branding={branding} providers={[GOOGLE]} />);
    expect(html).toContain('<a href="/privacy">Privacy policy</a></footer>');
    expect(html).not.toContain('Terms');
  });
});
