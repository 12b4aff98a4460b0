import { describe, expect, it, test } from 'vitest';
import {
  ERROR_MESSAGES,
  hasErrorMessage,
} from '../../src/social-auth/core/messages/english-errors.js';
import { errorMessage } from '../../src/social-auth/core/messages/error-message.js';

describe('error messages', () => {
  const codes = Object.keys(ERROR_MESSAGES).filter(hasErrorMessage);

  it('exist for every code of the module and of HTTP errors', () => {
    expect(codes.toSorted()).toEqual([
      'account_disabled',
      'account_mismatch',
      'account_not_found',
      'account_taken',
      'app_installed',
      'app_requested',
      'cross_site_request',
      'deletion_blocked',
      'deletion_scheduled',
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
      'merge_expired',
      'merge_not_found',
      'merge_refused',
      'method_not_allowed',
      'navigation_required',
      'not_found',
      'payload_too_large',
      'provider_error',
      'provider_misconfigured',
      'provider_not_configured',
      'provider_unavailable',
      'rate_limited',
      'recent_login_required',
      'reconsent_required',
      'self_lockout',
      'server_error',
      'service_unavailable',
      'session_not_found',
      'sign_in_refused',
      'unauthenticated',
      'undo_refused',
      'unknown_provider',
      'user_exists',
      'user_not_found',
    ]);
    expect(hasErrorMessage('toString')).toBe(false);
  });

  test.each(codes)('%s has a title and one sentence without jargon', (code) => {
    const { title, message } = errorMessage({ code, provider: { label: 'Google' } });
    expect(title).toMatch(/^[A-Z][^.!]+$/);
    expect(message).toMatch(/^[A-Z][^.]+\.$/);
    expect(`${title} ${message}`).not.toMatch(
      /\{|token|state|cookie|OAuth|callback|error|invalid/i,
    );
  });

  it('of a refusal are those of the policy, one sentence without jargon, or the text of the app', () => {
    const messageOf = (policy: string, message?: string) =>
      errorMessage({
        code: 'sign_in_refused',
        provider: { label: 'Google' },
        refusal: { policy, message },
      }).message;
    const messages = ['organization', 'email_domain', 'verified_email', 'invitation'].map(
      (policy) => messageOf(policy),
    );
    expect(new Set(messages).size).toBe(4);
    for (const message of messages) {
      expect(message).toMatch(/^This site [^.{]+\.$/);
      expect(message).not.toMatch(/policy|hook|domain/i);
    }
    expect(messageOf('invitation', 'Not now.')).toBe('Not now.');
    const general = errorMessage({ code: 'sign_in_refused' }).message;
    for (const policy of ['office_hours', 'x.title', '__proto__']) {
      expect(messageOf(policy)).toBe(general);
    }
  });

  it('contain the label of the provider unchanged, or "the provider"', () => {
    expect(errorMessage({ code: 'login_canceled', provider: { label: 'A$&B' } }).message).toContain(
      'at A$&B was',
    );
    expect(errorMessage({ code: 'provider_error' }).title).toBe('The provider did not sign you in');
    expect(errorMessage({ code: 'login_canceled' }).message).toContain('at the provider was');
  });
});
