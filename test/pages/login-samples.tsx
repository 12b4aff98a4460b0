import type { VNode } from 'preact';
import { RedirectPage } from '../../src/social-auth/pages/redirect-page.js';
import { LoginPage } from '../../src/social-auth/pages/login-page.js';
import { ACME, ACME_ID, GITHUB, GOOGLE, UNBRANDED } from './branding-samples.js';

/** The login page, in every state with a different layout. */
export const LOGIN_SAMPLES: Record<string, VNode> = {
  login: <LoginPage branding={UNBRANDED} providers={[GOOGLE, GITHUB]} />,
  'login-last-used': (
    <LoginPage
      branding={UNBRANDED}
      providers={[GOOGLE, GITHUB]}
      lastProvider="github"
      fields={{ returnTo: '/reports?year=2026' }}
    />
  ),
  'login-signed-out': (
    <LoginPage
      branding={UNBRANDED}
      providers={[GOOGLE, GITHUB]}
      lastProvider="google"
      notice="signed_out"
    />
  ),
  'login-signed-out-everywhere': (
    <LoginPage
      branding={UNBRANDED}
      providers={[GOOGLE, GITHUB]}
      lastProvider="google"
      notice="signed_out_everywhere"
    />
  ),
  'login-again': (
    <LoginPage branding={UNBRANDED} providers={[GOOGLE, GITHUB]} notice="login_again" />
  ),
  'login-required': (
    <LoginPage branding={UNBRANDED} providers={[GOOGLE, GITHUB]} notice="login_required" />
  ),
  'login-many': (
    <LoginPage
      branding={ACME}
      providers={[
        GOOGLE,
        GITHUB,
        ACME_ID,
        { name: 'long', label: 'the Bureau of Long and Winding Organisation Names' },
      ]}
    />
  ),
  'login-redirect': (
    <RedirectPage branding={UNBRANDED} provider={GITHUB} url="https://github.com/login" />
  ),
  'login-revoked-elsewhere': (
    <LoginPage
      branding={UNBRANDED}
      providers={[GOOGLE, GITHUB]}
      lastProvider="google"
      notice="session_revoked_elsewhere"
    />
  ),
  'login-reused': (
    <LoginPage branding={UNBRANDED} providers={[GOOGLE, GITHUB]} notice="session_reused" />
  ),
  'login-none': <LoginPage branding={UNBRANDED} providers={[]} />,
};
