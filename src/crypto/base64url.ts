/**
 * Decodes base64url without padding (RFC 4648 §5).
 *
 * @returns undefined when the text is not the only encoding of its bytes: it contains other characters, or its last
 *   character has bits set that belong to no byte
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
