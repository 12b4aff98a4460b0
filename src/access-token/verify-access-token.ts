import type { KeyObject } from 'node:crypto';
import type { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import type { Principal } from './principal.js';
import { readHeader } from './jwt-header.js';
import type { VerifiedToken } from './verified-token-cache.js';

/** The one algorithm access tokens are signed with (RFC 7518 §3.4). */
export const ACCESS_TOKEN_ALGORITHM = 'ES256';

/** `typ` of a JWT access token (RFC 9068 §2.1). */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** Longer than any token of ours: a cookie holds 4 KB. */
const MAX_LENGTH = 4096;

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

/** The claims that an access token has of its own; an app's are named otherwise. */
export const RESERVED_CLAIMS: ReadonlySet<string> = new Set(Object.keys(claimsSchema.shape));

/** What a good access token says beside naming a person; none of it may be empty. */
export interface VerifyAccessTokenOptions {
  issuer: string;
  audience: string;
  /** The present, in whole seconds since 1970. */
  now: number;
  /** The longest life a token may have been given (`exp` − `iat`), in seconds. */
  maxLifetimeSeconds: number;
}

/**
 * Says which key an access token names, so that a key can be looked for; nothing else is known of it.
 *
 * @returns undefined when it cannot be one of ours, whatever its key
 */
export function accessTokenKid(token: string): string | undefined {
  if (token.length > MAX_LENGTH) return undefined;
  const header = readHeader(token);
  if (header?.typ !== ACCESS_TOKEN_TYPE || header.alg !== ACCESS_TOKEN_ALGORITHM) return undefined;
  return header.kid;
}

/**
 * Verifies an access token: algorithm, type, key, signature, issuer, audience and lifetime (RFC 9068 §4,
 * RFC 8725). The one place that does, for the app itself and for services that only verify.
 *
 * Whether its session still lives is not looked at.
 *
 * @param token what came with a request; nothing of it is trusted
 * @param findKey looks a key up among those that are trusted
 * @returns undefined for any token that is not a good one
 */
export function verifyAccessToken(
  jwt: JwtService,
  token: string,
  findKey: (kid: string) => KeyObject | undefined,
  terms: VerifyAccessTokenOptions,
): VerifiedToken | undefined {
  const kid = accessTokenKid(token);
  const key = kid === undefined ? undefined : findKey(kid);
  if (kid === undefined || key === undefined) return undefined;
  const claims = verifiedClaims(jwt, token, key, terms);
  if (claims === undefined || claims.exp - claims.iat > terms.maxLifetimeSeconds) return undefined;
  return { principal: principalOf(claims), kid, expiresAt: claims.exp };
}

function verifiedClaims(
  jwt: JwtService,
  token: string,
  key: KeyObject,
  { issuer, audience, now }: VerifyAccessTokenOptions,
): Claims | undefined {
  try {
    const payload: unknown = jwt.verify(token, {
      // Its type asks for text; a KeyObject is what makes it quick.
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

function principalOf(payload: Claims): Principal {
  const { sub, sid, auth_time, roles, scope, client_id } = payload;
  const own = Object.entries(payload).filter(([name]) => !RESERVED_CLAIMS.has(name));
  return {
    userId: sub,
    sessionId: sid,
    roles,
    scopes: scope?.split(' ').filter((name) => name !== '') ?? [],
    clientId: client_id,
    authTime: auth_time,
    claims: Object.fromEntries(own),
  };
}
