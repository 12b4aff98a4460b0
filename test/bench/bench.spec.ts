import { describe, expect, it } from 'vitest';
import { PARTS, readArguments } from '../../bench/arguments.js';
import { median, percentile, summarize } from '../../bench/stats/statistics.js';
import { meets, TARGETS } from '../../bench/stats/targets.js';

describe('the statistics of the bench', () => {
  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 1], 9],
  ])('take the middle of %j', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])('find the value that a share of %d does not exceed', (share, value) => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(values, share)).toBe(value);
  });

  it('show how far the values lie apart', () => {
    expect(summarize([2, 9, 4])).toEqual({ median: 4, min: 2, max: 9 });
  });

  it('say nothing of nothing', () => {
    expect(() => summarize([])).toThrow('nothing');
  });
});

describe('a target of the bench', () => {
  it.each([
    ['guarded', 0.9, true],
    ['guarded', 0.89, false],
    ['queriesPerGuardedRequest', 0, true],
    ['revocationMaxMs', 1001, false],
    ['guarded', Number.NaN, false],
  ] as const)('%s with %d is met: %s', (name, figure, verdict) => {
    expect(meets(TARGETS[name], figure)).toBe(verdict);
  });
});

describe('the command line of the bench', () => {
  const everything = PARTS.filter((part) => part !== 'peers');

  it.each([
    ['', everything],
    ['--peers', [...PARTS]],
    ['--only guarded,refresh', ['guarded', 'refresh']],
    ['--only peers', ['peers']],
    ['--only login --peers', ['login', 'peers']],
  ])('"%s" runs the parts %j', (line, parts) => {
    expect([...readArguments(words(line)).parts]).toEqual(parts);
  });

  it('has defaults', () => {
    const defaults = { json: undefined, profile: undefined, quick: false, rows: 6 };
    expect(readArguments([])).toMatchObject(defaults);
  });

  it('says where and how much', () => {
    const read = readArguments(words('--json out.json --quick --rows 7 --profile out'));
    expect(read).toMatchObject({ json: 'out.json', quick: true, rows: 7, profile: 'out' });
  });

  it.each(['--only nonsense', '--rows many', '--rows 12', '--unheard-of', 'word'])(
    'is refused with its usage: %s',
    (line) => {
      expect(() => readArguments(words(line))).toThrow('npm run bench');
    },
  );
});

const words = (line: string) => line.split(' ').filter((word) => word !== '');
