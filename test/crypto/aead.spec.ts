import { describe, expect, it } from 'vitest';
import { Aead } from '../../src/crypto/aead.js';

const [OLD, NEW] = ['an old secret of at least 32 bytes.', 'a new secret of at least 32 bytes..'];

describe('a secret box', () => {
  const box = new Aead([OLD], 'test');

  it('opens what it sealed, and never seals alike twice', () => {
    expect(box.decrypt(box.encrypt('hello'))).toBe('hello');
    expect(box.encrypt('hello')).not.toBe(box.encrypt('hello'));
  });

  it('opens nothing that was altered in any byte', () => {
    const sealed = Buffer.from(box.encrypt('hello'), 'base64url');
    for (let index = 0; index < sealed.length; index++) {
      const altered = Buffer.from(sealed);
      altered[index] = (altered[index] ?? 0) ^ 1;
      expect(box.decrypt(altered.toString('base64url'))).toBeUndefined();
    }
  });

  it.each(['', 'a', 'a'.repeat(37), 'a'.repeat(5000), '.', 'ü'])(
    'opens nothing that was never sealed: %s',
    (text) => {
      expect(box.decrypt(text)).toBeUndefined();
    },
  );

  it('opens nothing of another purpose, context or secret', () => {
    expect(new Aead([OLD], 'other').decrypt(box.encrypt('hello'))).toBeUndefined();
    expect(new Aead([NEW], 'test').decrypt(box.encrypt('hello'))).toBeUndefined();
    expect(box.decrypt(box.encrypt('hello', 'one'), 'two')).toBeUndefined();
  });

  it('seals with the newest secret and still opens with an older one', () => {
    const both = new Aead([NEW, OLD], 'test');
    expect(both.decrypt(box.encrypt('hello'))).toBe('hello');
    expect(box.decrypt(both.encrypt('hello'))).toBeUndefined();
    expect(new Aead([NEW], 'test').decrypt(both.encrypt('hello'))).toBe('hello');
  });
});
