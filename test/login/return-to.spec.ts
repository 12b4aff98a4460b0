import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../../src/social-auth/core/resolve-options.js';
import { RoutePaths } from '../../src/social-auth/http/request/route-paths.js';
import { FULL_RUN } from '../support/full-run.js';
import { TEST_SECRET } from '../support/test-app.js';

const routePaths = new RoutePaths(
  resolveOptions({ publicUrl: 'https://app.example', secrets: [TEST_SECRET], providers: [] }),
);

describe('a return path', () => {
  it.each([
    '/',
    '/account',
    '/a/b?c=d&e=f#g',
    '/search?q=a%20b',
    '/%41',
    '/authors',
    '/loginwall',
    '/a:b@c',
  ])('can be %s', (path) => {
    expect(routePaths.returnTo(path)).toBe(path);
  });

  it.each([
    ['another host', '//e.example'],
    ['another host, more slashes', '///e.example'],
    ['a backslash instead of a slash', '/\\e.example'],
    ['backslashes', '\\\\e.example'],
    ['a backslash in the path', '/a\\..\\e'],
    ['a tab, which browsers remove', '/\t/e.example'],
    ['a line break', '/a\r\nSet-Cookie: x=y'],
    ['a whole URL', 'https://e.example/'],
    ['credentials', 'https://app@e.example'],
    ['a script', 'javascript:alert(1)'],
    ['a data URL', 'data:text/html,x'],
    ['no leading slash', 'e.example'],
    ['a leading space', ' /a'],
    ['dots that change the path', '/a/../b'],
    ['dots that leave a host', '/..//e.example'],
    ['encoded slashes', '/%2f%2fe.example'],
    ['an encoded backslash', '/%5ce.example'],
    ['an invalid escape', '/%zz'],
    ['letters outside ASCII', '/ä'],
    ['a full-width slash', '/／e.example'],
    ['the auth routes', '/auth/google/callback?code=x'],
    ['the auth routes, encoded', '/%61uth/logout'],
    ['the auth routes, in capitals', '/AUTH/refresh'],
    ['the login page', '/login?returnTo=/login'],
    ['nothing', ''],
    ['10 KB', `/${'a'.repeat(10_000)}`],
    ['an array', ['/a', '/b']],
    ['an object', { path: '/a' }],
    ['a number', 7],
    ['null', null],
    ['undefined', undefined],
  ])('is replaced with / if it is %s', (_, value) => {
    expect(routePaths.returnTo(value)).toBe('/');
  });

  it('is a path of the same origin for every input', () => {
    const hostile = fc.array(
      fc.constantFrom('/', '\\', '.', '@', ':', '%2f', '%5c', '\t', '?', '#', 'e.example', 'a'),
    );
    const paths = fc.oneof(
      hostile.map((parts) => `/${parts.join('')}`),
      fc.webAuthority().map((authority) => `https://${authority}/`),
      fc.string(),
    );
    fc.assert(
      fc.property(paths, (path) => {
        const target = new URL(routePaths.returnTo(path), 'https://app.example');
        expect(target.origin).toBe('https://app.example');
        expect(target.username).toBe('');
      }),
      { numRuns: FULL_RUN ? 5000 : 300, seed: 1 },
    );
  });
});
