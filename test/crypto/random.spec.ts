import { describe, expect, it } from 'vitest';
import { supportCode, uuidv7 } from '../../src/crypto/random.js';

describe('uuidv7', () => {
  const at = (milliseconds: number) => uuidv7(new Date(milliseconds));

  it('has the version, the variant and the time of RFC 9562', () => {
    // The example of RFC 9562, appendix A.6.
    expect(at(1_645_557_742_000)).toMatch(
      /^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('sorts by time, and differs when the time is the same', () => {
    const [first, second] = [at(1_700_000_000_000), at(1_700_000_000_001)];
    expect(first < second).toBe(true);
    expect(at(0)).not.toBe(at(0));
  });
});

describe('supportCode', () => {
  it('contains no letter that is easily misread', () => {
    for (let count = 0; count < 1000; count++) {
      expect(supportCode()).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    }
  });
});
