import { describe, expect, it } from 'vitest';
import { Aead } from '../../src/crypto/aead.js';

const [OLD, NEW] = ['an old secret of at least 32 bytes.', 'a new secret of at least 32 bytes..'];

describe('Aead', () => {
  const aead = new Aead([OLD], 'test');

  it('decrypts what it encrypted, and never encrypts to the same text twice', () => {
    expect(aead.decrypt(aead.encrypt('hello'))).toBe('hello');
    expect(aead.encrypt('hello')).not.toBe(aead.encrypt('hello'));
  });

  it('returns undefined for a text with any byte modified', () => {
    const encrypted = Buffer.from(aead.encrypt('hello'), 'base64url');
    for (let index = 0; index < encrypted.length; index++) {
      const modified = Buffer.from(encrypted);
      modified[index] = (modified[index] ?? 0) ^ 1;
      expect(aead.decrypt(modified.toString('base64url'))).toBeUndefined();
    }
  });

  it.each(['', 'a', 'a'.repeat(37), 'a'.repeat(5000), '.', 'ü'])(
    'returns undefined for a text that was never encrypted: %s',
    (text) => {
      expect(aead.decrypt(text)).toBeUndefined();
    },
  );

  it('returns undefined for another purpose, context or secret', () => {
    expect(new Aead([OLD], 'other').decrypt(aead.encrypt('hello'))).toBeUndefined();
    expect(new Aead([NEW], 'test').decrypt(aead.encrypt('hello'))).toBeUndefined();
    expect(aead.decrypt(aead.encrypt('hello', 'one'), 'two')).toBeUndefined();
  });

  it('encrypts with the newest secret and still decrypts with an older one', () => {
    const both = new Aead([NEW, OLD], 'test');
    expect(both.decrypt(aead.encrypt('hello'))).toBe('hello');
    expect(aead.decrypt(both.encrypt('hello'))).toBeUndefined();
    expect(new Aead([NEW], 'test').decrypt(both.encrypt('hello'))).toBe('hello');
  });
});
