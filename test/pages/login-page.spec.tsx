import { describe, expect, it } from 'vitest';
import { LoginPage, type LoginPageProps } from '../../src/social-auth/pages/login-page.js';
import { renderBody, statusText } from './html.js';
import { ACME_ID, GITHUB, GOOGLE, UNBRANDED } from './branding-samples.js';

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

  it('starts each login with a POST that contains the fields', () => {
    const html = loginBody({ providers: [GOOGLE], fields: { returnTo: '/a?b="c"&d=<e>' } });
    expect(html).toContain('<form class="provider" method="post" action="/auth/google">');
    expect(html).toContain('name="returnTo" value="/a?b=&quot;c&quot;&amp;d=&lt;e>"');
    expect(loginBody({})).not.toContain('returnTo');
  });

  it('shows the icon of a provider as an image, and a monogram without one', () => {
    const html = loginBody({ providers: [ACME_ID, { name: 'other', label: 'Other' }] });
    expect(html).toContain(`<img class="provider-icon" src="${ACME_ID.iconUrl}" alt/>`);
    expect(html).toContain('<span class="monogram" aria-hidden="true">O</span>');
  });

  it('escapes the label and the icon of a provider', () => {
    const iconUrl = '/icon.svg"onerror="alert(1)';
    const html = loginBody({ providers: [{ name: 'x', label: '<script>', iconUrl }] });
    expect(html).toContain('src="/icon.svg&quot;onerror=&quot;alert(1)"');
    expect(html).toContain('Continue with &lt;script>');
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
    expect(statusText(loginBody({ notice }))).toContain(text);
  });
});

function loginBody(changes: Partial<LoginPageProps>): string {
  return renderBody(<LoginPage branding={UNBRANDED} providers={[GOOGLE, GITHUB]} {...changes} />);
}

function labels(html: string): string[] {
  return [...html.matchAll(/<span>(Continue with [^<]+)<\/span>/g)].map((match) => match[1] ?? '');
}
