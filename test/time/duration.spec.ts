import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration, type Duration } from '../../src/time/duration.js';

describe('parseDuration', () => {
  it.each<[Duration, number]>([
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['12h', 43_200_000],
    ['14d', 1_209_600_000],
    ['0s', 0],
    ['007m', 420_000],
    ['999999999d', 86_399_999_913_600_000],
    [0, 0],
    [1500, 1500],
  ])('returns the milliseconds of %j', (duration, milliseconds) => {
    expect(parseDuration(duration)).toBe(milliseconds);
  });

  it.each([
    '',
    '5',
    'm',
    '5 m',
    ' 5m',
    '5m ',
    '5M',
    '5min',
    '5 minutes',
    '1.5h',
    '-5m',
    '+5m',
    '1e3s',
    '1h30m',
    '5w',
    '1234567890s',
    '5m\n',
    '٥m',
    -1,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    undefined,
    true,
    5n,
    ['5m'],
    { value: '5m' },
    new String('5m'),
  ])('throws a TypeError for %s', (value) => {
    expect(() => parseDuration(value as Duration)).toThrow(TypeError);
  });

  it('quotes the invalid value and a valid one in the error message', () => {
    expect(() => parseDuration('5 minutes' as Duration)).toThrow(
      `'5 minutes' is not a duration. Use a whole number with a unit (ms, s, m, h or d), such as '5m', or milliseconds.`,
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [1, '1ms'],
    [1500, '1500ms'],
    [30_000, '30s'],
    [90_000, '90s'],
    [300_000, '5m'],
    [3_600_000, '1h'],
    [86_400_000, '1d'],
    [400 * 86_400_000, '400d'],
  ])('formats %d ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
    expect(parseDuration(text as Duration)).toBe(milliseconds);
  });
});
