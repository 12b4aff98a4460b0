import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Derives a key for one purpose, so that no two uses of the app secret share one (HKDF, RFC 5869).
 *
 * @returns 32 bytes
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `nestjs-social-auth/${purpose}`, 32));
}

/**
 * Seals texts for one purpose with authenticated encryption (AES-256-GCM, NIST SP 800-38D).
 *
 * The newest secret seals; older ones still open, so that secrets can be replaced without losing anything.
 */
export class Aead {
  readonly #keys: readonly Buffer[];

  /**
   * @param secrets newest first, at least one
   * @param purpose what is sealed; boxes of different purposes cannot open each other's
   */
  constructor(secrets: readonly string[], purpose: string) {
    this.#keys = secrets.map((secret) => deriveKey(secret, purpose));
  }

  /**
   * @param context bound to the sealed text without being in it; opening needs the same
   * @returns base64url
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

  /** @returns the text, or undefined when it was not sealed by us, for this purpose and context. */
  decrypt(sealed: string, context = ''): string | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
    for (const key of this.#keys) {
      const text = decrypt(key, bytes, context);
      if (text !== undefined) return text;
    }
    return undefined;
  }
}

function decrypt(key: Buffer, bytes: Buffer, context: string): string | undefined {
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
