import type { KeyObject } from 'node:crypto';
import type { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import { decodeJwtHeader } from './decode-jwt-header.js';
import type { Principal } from './principal.js';

/** The only signature algorithm of access tokens (RFC 7518 §3.4). */
export const ACCESS_TOKEN_ALGORITHM = 'ES256';

/** `typ` of a JWT access token (RFC 9068 §2.1). */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** Longer tokens are rejected before they are decoded. Issued tokens fit in a cookie of 4,096 bytes. */
const MAX_TOKEN_LENGTH = 4096;

const claimsSchema = z.looseObject({
  iss: z.string(),
  aud: z.unknown(),
  sub: z.string().min(1),
  sid: z.string().min(1),
  jti: z.string().min(1),
  iat: z.int(),
  nbf: z.number().optional(),
  exp: z.int(),
  auth_time: z.int(),
  roles: z.array(z.string()),
  scope: z.string().optional(),
  client_id: z.string(),
});

type Claims = z.infer<typeof claimsSchema>;

/** Claims that the module sets. Custom claims cannot use these names. */
export const RESERVED_CLAIMS: ReadonlySet<string> = new Set(Object.keys(claimsSchema.shape));

/** The result of verifying an access token. */
export interface VerifiedToken {
  /** The cache freezes it, because requests with the same token share its parts. */
  readonly principal: Principal;
  /** Id of the key that signed the token. */
  readonly kid: string;
  /** `exp`, in seconds since 1970. */
  readonly expiresAt: number;
}

/** The expected claims of an access token. `@nestjs/jwt` skips the check of an empty issuer or audience. */
export interface VerifyAccessTokenOptions {
  /** Required `iss`, not empty. */
  issuer: string;
  /** Required `aud`, not empty. */
  audience: string;
  /** Current time, in whole seconds since 1970. */
  now: number;
  /** Longest accepted lifetime (`exp` − `iat`), in seconds. */
  maxLifetimeSeconds: number;
}

/**
 * Returns the `kid` of an access token without verifying the token.
 *
 * @returns undefined when the token is too long or malformed, or has another type or algorithm
 */
export function accessTokenKid(token: string): string | undefined {
  if (token.length > MAX_TOKEN_LENGTH) return undefined;
  const header = decodeJwtHeader(token);
  if (header?.typ !== ACCESS_TOKEN_TYPE || header.alg !== ACCESS_TOKEN_ALGORITHM) return undefined;
  return header.kid;
}

/**
 * Verifies an access token: its algorithm, type, key, signature, issuer, audience, expiration and lifetime
 * (RFC 9068 §4, RFC 8725). Does not check whether the session has been revoked.
 *
 * @param token untrusted input
 * @param findKey returns the trusted public key of a `kid`
 * @returns undefined when the token is invalid or expired
 */
export function verifyAccessToken(
  jwt: JwtService,
  token: string,
  findKey: (kid: string) => KeyObject | undefined,
  options: VerifyAccessTokenOptions,
): VerifiedToken | undefined {
  const kid = accessTokenKid(token);
  const key = kid === undefined ? undefined : findKey(kid);
  if (kid === undefined || key === undefined) return undefined;
  const claims = verifyClaims(jwt, token, key, options);
  if (claims === undefined || claims.exp - claims.iat > options.maxLifetimeSeconds) {
    return undefined;
  }
  return { principal: toPrincipal(claims), kid, expiresAt: claims.exp };
}

function verifyClaims(
  jwt: JwtService,
  token: string,
  key: KeyObject,
  { issuer, audience, now }: VerifyAccessTokenOptions,
): Claims | undefined {
  try {
    const payload: unknown = jwt.verify(token, {
      // The declared type lacks KeyObject, which the library accepts and does not parse again for each token.
      publicKey: key as unknown as string,
      algorithms: [ACCESS_TOKEN_ALGORITHM],
      issuer,
      audience,
      clockTimestamp: now,
    });
    return claimsSchema.safeParse(payload).data;
  } catch {
    return undefined;
  }
}

function toPrincipal(claims: Claims): Principal {
  const { sub, sid, auth_time, roles, scope, client_id } = claims;
  const customClaims = Object.entries(claims).filter(([name]) => !RESERVED_CLAIMS.has(name));
  return {
    userId: sub,
    sessionId: sid,
    roles,
    scopes: scope?.split(' ').filter((name) => name !== '') ?? [],
    clientId: client_id,
    authTime: auth_time,
    claims: Object.fromEntries(customClaims),
  };
}
