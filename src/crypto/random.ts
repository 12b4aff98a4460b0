import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** Crockford's base 32: no I, L, O or U, so that a code survives being read over the phone. */
const SUPPORT_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** @returns `bytes` random bytes in base64url; 32 bytes are 256 bits of entropy. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** @returns a random UUID (RFC 9562 version 4). */
export function uuidv4(): string {
  return randomUUID();
}

/** @returns a code such as `K7QF-3M2P` that a person reads out and the log explains. */
export function supportCode(): string {
  const letters = Array.from(
    { length: 8 },
    () => SUPPORT_ALPHABET[randomInt(SUPPORT_ALPHABET.length)],
  );
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}

/**
 * Makes a UUID whose order is that of time (RFC 9562 version 7), so that rows made together lie together.
 *
 * @param now the moment it carries, in milliseconds precision
 */
export function uuidv7(now: Date): string {
  const time = now.getTime().toString(16).padStart(12, '0');
  const random = randomUUID();
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}
