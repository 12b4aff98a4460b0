import { describe, expect, it, test } from 'vitest';
import { displayName, initials } from '../../src/social-auth/pages/display-name.js';
import {
  ERROR_MESSAGES,
  errorMessage,
  hasErrorMessage,
} from '../../src/social-auth/pages/error-messages.js';
import { timeAgo } from '../../src/social-auth/pages/time-ago.js';

describe('error messages', () => {
  const codes = Object.keys(ERROR_MESSAGES).filter(hasErrorMessage);

  it('exist for every code of the module and of HTTP errors', () => {
    expect(codes.toSorted()).toEqual([
      'account_disabled',
      'account_not_found',
      'account_taken',
      'cross_site_request',
      'forbidden',
      'insufficient_scope',
      'invalid_grant',
      'invalid_request',
      'invalid_token',
      'last_account',
      'link_refused',
      'login_canceled',
      'login_expired',
      'login_refused',
      'method_not_allowed',
      'not_found',
      'payload_too_large',
      'provider_misconfigured',
      'provider_not_configured',
      'provider_unavailable',
      'rate_limited',
      'recent_login_required',
      'server_error',
      'service_unavailable',
      'session_not_found',
      'sign_in_refused',
      'unauthenticated',
      'unknown_provider',
      'user_exists',
    ]);
    expect(hasErrorMessage('toString')).toBe(false);
  });

  test.each(codes)('%s has a title and one sentence without jargon', (code) => {
    const { title, message } = errorMessage(code, 'Google');
    expect(title).toMatch(/^[A-Z][^.!]+$/);
    expect(message).toMatch(/^[A-Z][^.]+\.$/);
    expect(`${title} ${message}`).not.toMatch(
      /\{|token|state|cookie|OAuth|callback|error|invalid/i,
    );
  });

  it('contain the label of the provider unchanged, or "the provider"', () => {
    expect(errorMessage('login_canceled', 'A$&B').message).toContain('at A$&B was');
    expect(errorMessage('provider_unavailable').title).toBe('The provider is not responding');
    expect(errorMessage('login_canceled').message).toContain('at the provider was');
  });
});

describe('the name of a user', () => {
  test.each([
    ['Ada Example', 'AE'],
    ['ada de la example', 'AE'],
    ['Ada', 'A'],
    ['  Élan  Ünal ', 'ÉÜ'],
    ['<b>Ada</b>', 'B'],
    ['見本 太郎', '見'],
    ['مثال بن نموذج', 'م'],
    ['🦊', '🦊'],
    ['👩‍👩‍👧 Family', 'F'],
  ])('%s has the initials %s', (name, expected) => {
    expect(initials({ name })).toBe(expected);
  });

  it('falls back to the email address, and then to "Your account", when it has no visible character', () => {
    expect(displayName({ name: ' \u200B\u202E', email: 'ada@example.com' })).toBe(
      'ada@example.com',
    );
    expect(displayName({ name: '' })).toBe('Your account');
    expect(initials({ email: 'ada@example.com' })).toBe('A');
    expect(initials({})).toBe('');
  });
});

describe('a relative time', () => {
  const now = new Date('2026-03-04T12:00:00Z');
  test.each([
    ['2026-03-04T12:00:30Z', 'just now'],
    ['2026-03-04T11:59:01Z', 'just now'],
    ['2026-03-04T11:59:00Z', '1 minute ago'],
    ['2026-03-04T11:00:01Z', '59 minutes ago'],
    ['2026-03-04T11:00:00Z', '1 hour ago'],
    ['2026-03-03T12:00:00Z', '1 day ago'],
    ['2026-02-20T12:00:00Z', '1 week ago'],
    ['2026-01-01T12:00:00Z', '2 months ago'],
    ['2020-01-01T12:00:00Z', '6 years ago'],
  ])('renders %s as "%s"', (at, expected) => {
    expect(timeAgo(new Date(at), now)).toBe(expected);
  });
});
