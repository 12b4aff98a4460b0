import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** Crockford's base 32, which omits I, L, O and U because they are easily misread. */
const SUPPORT_CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The form of a support code. */
export const SUPPORT_CODE = /^[0-9A-Z]{4}-[0-9A-Z]{4}$/;

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
 * @param now the time that the UUID contains, with millisecond precision
 * @param random at least ten random bytes, from which the rest of the UUID is taken
 */
export function uuidv7(now: Date, random: Buffer = randomBytes(10)): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  random.copy(bytes, 6, 0, 10);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Returns a code such as `K7QF-3M2P`. An error response shows the code, and the log contains the same code. */
export function supportCode(): string {
  const code = Array.from(
    { length: 8 },
    () => SUPPORT_CODE_ALPHABET[randomInt(SUPPORT_CODE_ALPHABET.length)],
  ).join('');
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}
