import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** Crockford's base 32: omits I, L, O and U, which are easily misread. */
const SUPPORT_CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Returns a random token in base64url.
 *
 * @param bytes number of random bytes
 * @defaultValue 32 bytes, which are 256 bits of entropy
 */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** Returns a random UUID (RFC 9562 version 4). */
export function uuidv4(): string {
  return randomUUID();
}

/**
 * Returns a UUID that sorts by time (RFC 9562 version 7), so that rows created together are close to each other in the
 * index.
 *
 * @param now the time it contains, with millisecond precision
 */
export function uuidv7(now: Date): string {
  const time = now.getTime().toString(16).padStart(12, '0');
  const random = randomUUID();
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}

/** Returns a code such as `K7QF-3M2P`, which an error response shows and the log contains. */
export function supportCode(): string {
  const code = Array.from(
    { length: 8 },
    () => SUPPORT_CODE_ALPHABET[randomInt(SUPPORT_CODE_ALPHABET.length)],
  ).join('');
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}
