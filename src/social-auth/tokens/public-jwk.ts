import { createHash, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { ACCESS_TOKEN_ALGORITHM } from '../../access-token/verify-access-token.js';

const publicKeySchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
});

type PublicKeyParameters = z.infer<typeof publicKeySchema>;

/** A public key as published in the JWKS (RFC 7517 §4). */
export const publicJwkSchema = publicKeySchema.extend({
  kid: z.string().describe('The `kid` in the header of the tokens that this key signed.'),
  alg: z.literal(ACCESS_TOKEN_ALGORITHM),
  use: z.literal('sig'),
});

export type PublicJwk = z.infer<typeof publicJwkSchema>;

/** Returns the entry of a key in the JWKS. */
export function toPublicJwk(key: KeyObject, kid: string): PublicJwk {
  return { ...publicKeyParameters(key), kid, alg: ACCESS_TOKEN_ALGORITHM, use: 'sig' };
}

/** Returns the parameters that define a public key, without `kid`, `alg` and `use`. */
export function publicKeyParameters(key: KeyObject): PublicKeyParameters {
  return publicKeySchema.parse(key.export({ format: 'jwk' }));
}

/** Returns the JWK thumbprint of a public key (RFC 7638). */
export function thumbprint({ crv, kty, x, y }: PublicKeyParameters): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
