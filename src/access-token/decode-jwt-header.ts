import { z } from 'zod';
import { decodeBase64url } from '../crypto/base64url.js';

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
 * Decodes the header of a JWT. The signature is not verified, so use the result only to select a key and to reject tokens.
 *
 * @returns undefined when a part of the token is not canonical base64url, or when the header is malformed, has no `alg`
 *   or `typ`, or has `crit`
 */
export function decodeJwtHeader(token: string): JwtHeader | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  const [header, ...others] = parts.map(decodeBase64url);
  if (header === undefined || others.includes(undefined)) return undefined;
  try {
    return schema.safeParse(JSON.parse(header.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
