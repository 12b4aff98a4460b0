import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ERROR_MESSAGES } from '../../src/social-auth/core/messages/english-errors.js';
import { SocialAuthError, UnauthenticatedError } from '../../src/social-auth/index.js';

describe('a SocialAuthError', () => {
  const cause = Object.assign(new Error('column "secretColumn" is missing'), {
    meta: 'secretMeta',
  });
  const error = new UnauthenticatedError('invalid_token', {
    reason: 'the reason for the log',
    userId: 'user-of-the-log',
    cause,
  });

  it('has a message that can be sent, and the reason for the log in its details', () => {
    expect(error.message).toBe(ERROR_MESSAGES.invalid_token.message);
    expect(error.getResponse()).toEqual({
      statusCode: 401,
      error: 'Unauthorized',
      message: ERROR_MESSAGES.invalid_token.message,
      code: 'invalid_token',
    });
    expect(error.details.reason).toBe('the reason for the log');
    expect(error.cause).toBe(cause);
  });

  it('discloses neither reason, user nor cause to a filter or transport that serializes it', () => {
    const serialized = [
      JSON.stringify(error),
      String(error),
      error.stack,
      inspect(Object.fromEntries(Object.entries(error))),
    ];
    for (const text of serialized) {
      expect(text).not.toMatch(/reason for the log|user-of-the-log|secretColumn|secretMeta/);
    }
  });

  it('names the provider and when to try again', () => {
    const { message } = new SocialAuthError('provider_unavailable', {
      reason: 'timeout',
      provider: { name: 'google', label: 'Google' },
      retryAfterSeconds: 30,
    });
    expect(message).toBe(
      'We got no usable response from Google, so please try again in 30 seconds.',
    );
  });
});
