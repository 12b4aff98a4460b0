/** The place in a list of users at which the next page continues. */
export interface UserCursor {
  /** The value of the field that matched. Null in a list of all users. */
  readonly key: string | null;
  readonly id: string;
}

/** Longer cursors are rejected before they are decoded. */
const MAX_LENGTH = 4096;

/** Writes a cursor as text for a URL. */
export function encodeCursor({ key, id }: UserCursor): string {
  return Buffer.from(JSON.stringify([key, id])).toString('base64url');
}

/**
 * Reads a cursor.
 *
 * @param text untrusted input. It is not signed, because a forged cursor only selects another part of the same list.
 * @returns undefined when it is malformed
 */
export function decodeCursor(text: string): UserCursor | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(value) || value.length !== 2) return undefined;
    const [key, id] = value as unknown[];
    const isKey = key === null || (typeof key === 'string' && !key.includes('\0'));
    return isKey && typeof id === 'string' ? { key, id } : undefined;
  } catch {
    return undefined;
  }
}
