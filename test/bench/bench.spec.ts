import { describe, expect, it } from 'vitest';
import { SCENARIOS, parseArguments } from '../../bench/arguments.js';
import { median, percentile, summarize } from '../../bench/stats/statistics.js';
import { isMet, TARGETS } from '../../bench/stats/targets.js';

describe('bench statistics', () => {
  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 1], 9],
  ])('return the median of %j', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])('return the percentile for a share of %d', (share, value) => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(values, share)).toBe(value);
  });

  it('return median, minimum and maximum', () => {
    expect(summarize([2, 9, 4])).toEqual({ median: 4, min: 2, max: 9 });
  });

  it('throw when there are no values', () => {
    expect(() => summarize([])).toThrow('no values');
  });
});

describe('bench targets', () => {
  it.each([
    ['guarded', 0.9, true],
    ['guarded', 0.89, false],
    ['queriesPerGuardedRequest', 0, true],
    ['revocationMaxMs', 1001, false],
    ['guarded', Number.NaN, false],
  ] as const)('rate %s with %d as met: %s', (name, value, expected) => {
    expect(isMet(TARGETS[name], value)).toBe(expected);
  });
});

describe('bench command line', () => {
  const defaultScenarios = SCENARIOS.filter((name) => name !== 'peers');

  it.each([
    ['', defaultScenarios],
    ['--peers', [...SCENARIOS]],
    ['--only guarded,refresh', ['guarded', 'refresh']],
    ['--only peers', ['peers']],
    ['--only login --peers', ['login', 'peers']],
  ])('with "%s" selects the scenarios %j', (line, scenarios) => {
    expect([...parseArguments(splitWords(line)).scenarios]).toEqual(scenarios);
  });

  it('has default values', () => {
    const defaults = { json: undefined, profile: undefined, quick: false, rows: 6 };
    expect(parseArguments([])).toMatchObject(defaults);
  });

  it('parses every option', () => {
    const parsed = parseArguments(splitWords('--json out.json --quick --rows 7 --profile out'));
    expect(parsed).toMatchObject({ json: 'out.json', quick: true, rows: 7, profile: 'out' });
  });

  it.each(['--only nonsense', '--rows many', '--rows 12', '--unheard-of', 'word'])(
    'is rejected with the usage: %s',
    (line) => {
      expect(() => parseArguments(splitWords(line))).toThrow('npm run bench');
    },
  );
});

const splitWords = (line: string) => line.split(' ').filter((word) => word !== '');
