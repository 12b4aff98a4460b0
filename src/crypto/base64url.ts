/**
 * Decodes base64url without padding (RFC 4648 §5).
 *
 * @returns undefined when the text is not the canonical encoding of its bytes. The text then contains other characters,
 *   or its last character has unused bits that are not zero.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
