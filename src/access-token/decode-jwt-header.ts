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
 * @returns undefined when the header is malformed, has no `alg` or `typ`, or has `crit`
 */
export function decodeJwtHeader(token: string): JwtHeader | undefined {
  const [encoded, ...rest] = token.split('.');
  if (encoded === undefined || rest.length !== 2) return undefined;
  try {
    return schema.safeParse(JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
