import { BROWSER_MAP, OS_MAP } from 'bowser';
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseUserAgent, deviceLabel } from '../../src/social-auth/http/views/user-agent.js';
import { codePoint } from '../support/code-point.js';
import { FULL_RUN } from '../support/full-run.js';
import { USER_AGENTS } from './user-agents.js';

describe('the label of a device', () => {
  test.each(USER_AGENTS)('is "%s", of the kind %s', (name, kind, userAgent) => {
    const device = parseUserAgent(userAgent);
    expect(deviceLabel(device)).toBe(name);
    expect(device.kind).toBe(kind);
  });

  it('is "Unknown device" without a header', () => {
    for (const empty of [null, '', ' \t ']) {
      expect(parseUserAgent(empty)).toEqual({ browser: null, os: null, kind: 'unknown' });
    }
    expect(deviceLabel(parseUserAgent(null))).toBe('Unknown device');
  });

  it('is the operating system when the browser is unknown', () => {
    expect(deviceLabel({ browser: null, os: 'Windows', kind: 'desktop' })).toBe('Windows');
    expect(deviceLabel({ browser: null, os: 'iOS', kind: 'phone' })).toBe('iPhone');
  });

  it('contains no version', () => {
    for (const [, , userAgent] of USER_AGENTS) {
      expect(deviceLabel(parseUserAgent(userAgent))).not.toMatch(/\d/);
    }
  });
});

describe('a malicious User-Agent header', () => {
  const names = new Set([null, ...Object.values(BROWSER_MAP), ...Object.values(OS_MAP)]);
  const shortened = ['ChromeOS', 'Edge', 'Mi Browser', 'Whale', 'Samsung Internet'];
  for (const name of shortened) names.add(name);

  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>/1 (x',
    "'; DROP TABLE sessions; --",
    '\u0000\u001B[31m\r\nSet-Cookie: a=b',
    '\u202Etxet lth',
    'Mozilla/5.0 (compatible; __proto__/1.0)',
    'constructor',
    '%s%n${jndi:ldap://x}',
    '🦊'.repeat(300),
    'x'.repeat(10_240),
  ])('%j is an unknown device', (userAgent) => {
    expect(deviceLabel(parseUserAgent(userAgent))).toBe('Unknown device');
  });

  it('yields only names of a fixed list, of at most 40 characters', () => {
    const fragment = constantFrom(...USER_AGENTS.flatMap(([, , text]) => text.split(/(?<=\W)/)));
    const text = oneof(string({ unit: codePoint }), array(fragment).map(join));
    assert(
      property(text, (userAgent) => {
        const device = parseUserAgent(userAgent);
        expect(names).toContain(device.browser);
        expect(names).toContain(device.os);
      }),
      { numRuns: FULL_RUN ? 1000 : 100 },
    );
    expect(Math.max(...[...names].map((name) => name?.length ?? 0))).toBeLessThanOrEqual(40);
  });

  it('is parsed in less than 5 ms at any length, without catastrophic backtracking', () => {
    const prefixes = ['', 'Mac OS X ', 'Macintosh; Mac OS X ', 'Windows NT ', 'Firefox/', 'opt/'];
    const repeated = ['1', '1.', '1_', '._', 'a', '-', ' ', '/', '(', 'a/b ', 'Mozilla/', '\u0000'];
    for (const prefix of prefixes) {
      for (const part of repeated) {
        const text = prefix + part.repeat(10_240);
        for (const sent of [text.slice(0, 512), text]) {
          expect(fastest(() => parseUserAgent(sent))).toBeLessThan(5);
        }
      }
    }
  });
});

/** Returns the duration of the fastest of three runs, in milliseconds. A busy machine slows down single runs only. */
function fastest(run: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const from = performance.now();
    run();
    return performance.now() - from;
  });
  return Math.min(...times);
}

function join(parts: readonly string[]): string {
  return parts.join('');
}
