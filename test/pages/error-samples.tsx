import type { VNode } from 'preact';
import { errorMessage } from '../../src/social-auth/core/messages/error-message.js';
import { ErrorPage } from '../../src/social-auth/pages/error-page.js';
import { ACME, UNBRANDED } from './branding-samples.js';

/** The error page, in every state with a different layout. */
export const ERROR_SAMPLES: Record<string, VNode> = {
  error: (
    <ErrorPage
      branding={UNBRANDED}
      {...errorMessage({ code: 'login_expired', provider: { label: 'Google' } })}
      supportCode="K7QF-3M2P"
      actions={[
        { label: 'Try again with Google', post: '/auth/google', fields: { returnTo: '/reports' } },
        { label: 'Back to sign-in', href: '/login' },
      ]}
    />
  ),
  'error-refused': (
    <ErrorPage
      branding={UNBRANDED}
      {...errorMessage({ code: 'login_refused' })}
      supportCode="9ZT4-WX81"
      actions={[{ label: 'Back to sign-in', href: '/login' }]}
    />
  ),
  'error-unavailable': (
    <ErrorPage
      branding={UNBRANDED}
      {...errorMessage({ code: 'provider_unavailable', provider: { label: 'GitHub' } })}
      supportCode="J3HD-7KQ2"
      actions={[
        { label: 'Choose another way', href: '/login' },
        { label: 'Try GitHub again', post: '/auth/github', primary: true },
      ]}
    />
  ),
  'error-taken': (
    <ErrorPage
      branding={UNBRANDED}
      {...errorMessage({ code: 'account_taken', provider: { label: 'GitHub' } })}
      supportCode="9ZT4-WX81"
      actions={[{ label: 'Back to where you were', href: '/' }]}
    />
  ),
  'error-branded': (
    <ErrorPage
      branding={ACME}
      {...errorMessage({ code: 'login_expired' })}
      supportCode="K7QF-3M2P"
      actions={[
        { label: 'Try again with Google', post: '/auth/google' },
        { label: 'Choose how to sign in', href: '/login' },
      ]}
    />
  ),
  'error-plain': (
    <ErrorPage branding={ACME} {...errorMessage({ code: 'not_found' })} actions={[]} />
  ),
};
