import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { decodeBase64url } from './base64url.js';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Derives a key from an app secret (HKDF, RFC 5869). Each purpose gets a different key.
 *
 * @returns 32 bytes
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `nestjs-social-auth/${purpose}`, 32));
}

/**
 * Authenticated encryption (AES-256-GCM, NIST SP 800-38D) of texts for one purpose.
 *
 * Encrypts with the first secret, and decrypts with all secrets. After a secret was replaced, texts that were encrypted
 * with the previous secret remain readable.
 *
 * @publicApi
 */
export class Aead {
  readonly #keys: readonly Buffer[];

  /**
   * @param secrets one or more secrets, newest first
   * @param purpose separates domains, because a text that was encrypted for another purpose cannot be decrypted
   */
  constructor(secrets: readonly string[], purpose: string) {
    this.#keys = secrets.map((secret) => deriveKey(secret, purpose));
  }

  /**
   * Encrypts a text with the first secret.
   *
   * @param context additional authenticated data. It is not part of the result, but decryption requires the same value.
   * @returns nonce, ciphertext and tag in base64url
   */
  encrypt(text: string, context = ''): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#keys[0] as Buffer, nonce);
    cipher.setAAD(Buffer.from(context));
    return Buffer.concat([
      nonce,
      cipher.update(text, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]).toString('base64url');
  }

  /**
   * Decrypts and authenticates a text.
   *
   * @returns undefined when the text was modified, or was encrypted with an unknown secret or for another purpose or
   *   context
   */
  decrypt(encrypted: string, context = ''): string | undefined {
    const bytes = decodeBase64url(encrypted);
    if (bytes === undefined || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
    for (const key of this.#keys) {
      const text = decryptWith(key, bytes, context);
      if (text !== undefined) return text;
    }
    return undefined;
  }
}

function decryptWith(key: Buffer, bytes: Buffer, context: string): string | undefined {
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
