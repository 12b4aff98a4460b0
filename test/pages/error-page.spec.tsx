import { describe, expect, it } from 'vitest';
import { type ErrorAction, ErrorPage } from '../../src/social-auth/pages/error-page.js';
import { renderBody } from './html.js';
import { UNBRANDED } from './branding-samples.js';

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
    const html = renderBody(
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

function errorBody(...actions: ErrorAction[]): string {
  return renderBody(
    <ErrorPage branding={UNBRANDED} title="Oh" message="It broke." actions={actions} />,
  );
}
