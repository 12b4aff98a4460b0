import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KeySet, type ActiveKey } from '../../src/social-auth/tokens/key-set.js';
import { withValidity } from '../../src/social-auth/tokens/key-validity.js';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const key = (kid: string, signsFrom: number, verifiesUntil: number): ActiveKey => ({
  ...pair,
  kid,
  publicJwk: { kty: 'EC', crv: 'P-256', x: '', y: '', kid, alg: 'ES256', use: 'sig' },
  signsFrom,
  verifiesUntil,
});

describe('KeySet', () => {
  const keys = new KeySet([key('new', 2000, Infinity), key('old', 1000, 2500)]);

  it.each([
    [999, 'old', 'signs before its start, because there is no other key'],
    [1000, 'old', 'signs from its start on'],
    [1999, 'old', 'signs until its successor does'],
    [2000, 'new', 'signs from its start on'],
  ])('at %d the %s key %s', (now, kid) => {
    expect(keys.signingKey(now)?.kid).toBe(kid);
  });

  it.each([
    [999, ['new', 'old']],
    [2499, ['new', 'old']],
    [2500, ['new']],
  ])('at %d publishes and verifies with the keys %j', (now, kids) => {
    expect(keys.publicJwks(now).map(({ kid }) => kid)).toEqual(kids);
    expect(['new', 'old'].filter((kid) => keys.find(kid, now) !== undefined)).toEqual(kids);
  });

  it('returns undefined for an unknown key and from an empty set', () => {
    expect(keys.find('unknown', 2000)).toBeUndefined();
    expect(keys.find('__proto__', 2000)).toBeUndefined();
    expect(new KeySet().signingKey(2000)).toBeUndefined();
  });
});

describe('withValidity', () => {
  it('lets a key verify for a token lifetime and one minute after its successor starts to sign', () => {
    const [newest, middle, oldest] = withValidity(
      [3_000_000, 2_000_000, 1_000_000].map((time) => ({ signsFrom: new Date(time) })),
      300_000,
    );
    expect(newest?.verifiesUntil).toBe(Infinity);
    expect(middle?.verifiesUntil).toBe(3_360_000);
    expect(oldest?.verifiesUntil).toBe(2_360_000);
  });
});
