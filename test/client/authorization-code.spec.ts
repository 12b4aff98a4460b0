import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readResponse } from '../../src/client/authorization-code.js';

const ISSUER = 'https://api.example.com';
const ORIGIN = 'https://spa.example.com';

describe('the response to a login with tokens', () => {
  const items = new Map<string, string>();

  beforeEach(() => {
    vi.stubGlobal('history', { state: null, replaceState: () => undefined });
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => items.get(key) ?? null,
      removeItem: (key: string) => items.delete(key),
    });
  });
  afterEach(() => void vi.unstubAllGlobals());

  function returnPath(returnTo?: string): string {
    items.set('login', JSON.stringify({ state: 's', verifier: 'v', returnTo }));
    const query = new URLSearchParams({ code: 'c', state: 's', iss: ISSUER });
    const url = new URL(`${ORIGIN}/callback?${query.toString()}`);
    return readResponse('login', ISSUER, url).returnTo;
  }

  it.each([
    ['a login that this tab has not started', 'other', ISSUER, 'state_mismatch'],
    ['another server', 's', 'https://e.example', 'issuer_mismatch'],
  ])('is rejected when it belongs to %s', (_, state, iss, code) => {
    items.set('login', JSON.stringify({ state: 's', verifier: 'v' }));
    const query = new URLSearchParams({ code: 'c', state, iss });
    const url = new URL(`${ORIGIN}/callback?${query.toString()}`);
    expect(() => readResponse('login', ISSUER, url)).toThrow(expect.objectContaining({ code }));
    expect(items.size).toBe(0);
  });

  it.each(['/', '/orders?page=2#//last', '/a//b', '/?next=https://e.example', '/%2F%2Fe.example'])(
    'returns to %s',
    (path) => {
      expect(returnPath(path)).toBe(path);
    },
  );

  it.each([
    '//e.example/x',
    '/\\e.example',
    '\\\\e.example',
    '/\t/e.example',
    '/\n\\e.example',
    'https://e.example',
    'javascript:alert(1)',
    'orders',
    ' //e.example',
    '',
    undefined,
  ])('returns to / instead of %j', (path) => {
    expect(returnPath(path)).toBe('/');
  });
});
