import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../src/net/loopback.js';

describe('isLoopback', () => {
  it.each(['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:3000', 'http://LOCALHOST'])(
    'returns true for the host of %s',
    (url) => {
      expect(isLoopback(new URL(url).hostname)).toBe(true);
    },
  );

  it.each([
    'http://localhost.example',
    'http://app.localhost',
    'http://127.0.0.2',
    'http://[::]',
    'http://0.0.0.0',
    'http://192.168.0.1',
  ])('returns false for the host of %s', (url) => {
    expect(isLoopback(new URL(url).hostname)).toBe(false);
  });
});
