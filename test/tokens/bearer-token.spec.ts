import { describe, expect, it } from 'vitest';
import { bearerToken } from '../../src/access-token/bearer-token.js';

describe('bearerToken', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   abc', 'abc'],
    ['Bearer', ''],
    ['Bearer ', ''],
    ['Bearer abc def', 'abc def'],
    ['Bearer abc, Bearer def', 'abc, Bearer def'],
  ])('returns the token of %j', (authorization, token) => {
    expect(bearerToken({ headers: { authorization } })).toBe(token);
  });

  it.each(['', 'Basic dXNlcjpwYXNz', 'Bearerabc', 'Bearer=abc', 'abc', ' Bearer abc', 'DPoP abc'])(
    'returns undefined for %j, which has another scheme',
    (authorization) => {
      expect(bearerToken({ headers: { authorization } })).toBeUndefined();
    },
  );

  it('returns undefined without an Authorization header', () => {
    expect(bearerToken({ headers: {} })).toBeUndefined();
  });
});
