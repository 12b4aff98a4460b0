import { describe, expect, it } from 'vitest';
import { SecretBox } from '../../src/social-auth/core/secret-box.js';

const [OLD, NEW] = ['an old secret of at least 32 bytes.', 'a new secret of at least 32 bytes..'];

describe('a secret box', () => {
  const box = new SecretBox([OLD], 'test');

  it('opens what it sealed, and never seals alike twice', () => {
    expect(box.open(box.seal('hello'))).toBe('hello');
    expect(box.seal('hello')).not.toBe(box.seal('hello'));
  });

  it('opens nothing that was altered in any byte', () => {
    const sealed = Buffer.from(box.seal('hello'), 'base64url');
    for (let index = 0; index < sealed.length; index++) {
      const altered = Buffer.from(sealed);
      altered[index] = (altered[index] ?? 0) ^ 1;
      expect(box.open(altered.toString('base64url'))).toBeUndefined();
    }
  });

  it.each(['', 'a', 'a'.repeat(37), 'a'.repeat(5000), '.', 'ü'])(
    'opens nothing that was never sealed: %s',
    (text) => {
      expect(box.open(text)).toBeUndefined();
    },
  );

  it('opens nothing of another purpose, context or secret', () => {
    expect(new SecretBox([OLD], 'other').open(box.seal('hello'))).toBeUndefined();
    expect(new SecretBox([NEW], 'test').open(box.seal('hello'))).toBeUndefined();
    expect(box.open(box.seal('hello', 'one'), 'two')).toBeUndefined();
  });

  it('seals with the newest secret and still opens with an older one', () => {
    const both = new SecretBox([NEW, OLD], 'test');
    expect(both.open(box.seal('hello'))).toBe('hello');
    expect(box.open(both.seal('hello'))).toBeUndefined();
    expect(new SecretBox([NEW], 'test').open(both.seal('hello'))).toBe('hello');
  });
});
