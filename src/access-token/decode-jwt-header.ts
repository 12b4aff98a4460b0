import { z } from 'zod';

const schema = z.object({
  alg: z.string(),
  typ: z.string(),
  kid: z.string().max(128).optional(),
  // Lists extensions that a verifier must support (RFC 7515 §4.1.11). None is supported.
  crit: z.never().optional(),
});

/** The supported parameters of a JOSE header (RFC 7515 §4). */
export type JwtHeader = z.infer<typeof schema>;

/**
 * Decodes the header of a JWT. The signature is not verified: use the result only to select a key and to reject
 * tokens.
 *
 * @returns undefined when a part of the token is not canonical base64url, or when the header is malformed, has no `alg`
 *   or `typ`, or has `crit`
 */
export function decodeJwtHeader(token: string): JwtHeader | undefined {
  const parts = token.split('.');
  const [encoded] = parts;
  if (encoded === undefined || parts.length !== 3 || !parts.every(isCanonical)) return undefined;
  try {
    return schema.safeParse(JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Returns whether a text is the only base64url encoding of its bytes: its last character has no other bits set. */
function isCanonical(text: string): boolean {
  return Buffer.from(text, 'base64url').toString('base64url') === text;
}
