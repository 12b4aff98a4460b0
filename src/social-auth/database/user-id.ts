import type { Schema } from './schema.js';

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const INTEGER = /^-?\d{1,19}$/;

/** Maximum length of an id that is text, in characters. */
const MAX_LENGTH = 255;

/** Bits of the integer types by Prisma's name. */
const INTEGER_BITS: Readonly<Record<string, number>> = { Int: 32, BigInt: 64 };

/** Whether a text is a UUID. */
export const isUuid = (text: string): boolean => UUID.test(text);

/**
 * Returns the id of a user as the database writes it, so that two spellings of one id are equal.
 *
 * @param text untrusted input
 * @returns undefined when no user can have the id
 */
export function parseUserId({ user: { idType, types } }: Schema, text: string): string | undefined {
  if (idType === 'uuid') return isUuid(text) ? text.toLowerCase() : undefined;
  if (idType === 'integer') return parseInteger(text, INTEGER_BITS[types.id ?? ''] ?? 32);
  const isText = text !== '' && text.length <= MAX_LENGTH && !text.includes('\0');
  return isText ? text : undefined;
}

function parseInteger(text: string, bits: number): string | undefined {
  if (!INTEGER.test(text)) return undefined;
  const value = BigInt(text);
  return BigInt.asIntN(bits, value) === value ? String(value) : undefined;
}
