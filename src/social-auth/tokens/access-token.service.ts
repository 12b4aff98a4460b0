import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import { Clock } from '../core/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import type { Principal } from '../core/principal.js';
import { randomId } from '../core/random.js';
import { ACCESS_TOKEN_ALGORITHM, KeyRing } from './key-ring.js';
import { readHeader } from './jwt-header.js';

/** `typ` of a JWT access token (RFC 9068 §2.1). */
const TYPE = 'at+jwt';

/** Longer than any token of ours: a cookie holds 4 KB. */
const MAX_LENGTH = 4096;

const claimsSchema = z.object({
  sub: z.string().min(1),
  sid: z.string().min(1),
  jti: z.string().min(1),
  iat: z.int(),
  exp: z.int(),
  roles: z.array(z.string()),
  scope: z.string().optional(),
  client_id: z.string(),
});

/** An access token and how long it lives. */
export interface IssuedAccessToken {
  token: string;
  /** Seconds. */
  expiresIn: number;
}

/** Signs and verifies access tokens: JWTs of the shape of RFC 9068, ES256, without personal data. */
@Injectable()
export class AccessTokenService {
  readonly #issuer: string;
  readonly #lifetime: number;

  constructor(
    private readonly keys: KeyRing,
    private readonly jwt: JwtService,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) { publicUrl, accessTokenSeconds }: ResolvedOptions,
  ) {
    this.#issuer = publicUrl;
    this.#lifetime = accessTokenSeconds;
  }

  /** @param clientId the client it is issued to (RFC 9068 §2.2) */
  issue({ userId, sessionId, roles, scopes }: Principal, clientId: string): IssuedAccessToken {
    const { kid, privateKey } = this.keys.signingKey();
    const now = this.clock.seconds();
    const claims = {
      iss: this.#issuer,
      aud: this.#issuer,
      sub: userId,
      sid: sessionId,
      jti: randomId(),
      iat: now,
      exp: now + this.#lifetime,
      roles,
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
      client_id: clientId,
    };
    const token = this.jwt.sign(claims, {
      privateKey,
      algorithm: ACCESS_TOKEN_ALGORITHM,
      header: { alg: ACCESS_TOKEN_ALGORITHM, typ: TYPE, kid },
    });
    return { token, expiresIn: this.#lifetime };
  }

  /**
   * Verifies signature, algorithm, type, key, issuer, audience and lifetime; whether the session lives
   * is not looked at here.
   *
   * @param token what came with a request; nothing of it is trusted
   * @returns undefined for any token that is not a good one of ours
   */
  verify(token: string): Principal | undefined {
    if (token.length > MAX_LENGTH) return undefined;
    const header = readHeader(token);
    if (header?.typ !== TYPE || header.alg !== ACCESS_TOKEN_ALGORITHM) return undefined;
    const key = header.kid === undefined ? undefined : this.keys.find(header.kid);
    if (key === undefined) return undefined;
    const claims = this.#claims(token, key.publicKey as unknown as string);
    if (claims === undefined || claims.exp - claims.iat > this.#lifetime) return undefined;
    const { sub, sid, roles, scope } = claims;
    return {
      userId: sub,
      sessionId: sid,
      roles,
      scopes: scope === undefined ? [] : scope.split(' '),
    };
  }

  #claims(token: string, publicKey: string): z.infer<typeof claimsSchema> | undefined {
    try {
      const payload: unknown = this.jwt.verify(token, {
        publicKey,
        algorithms: [ACCESS_TOKEN_ALGORITHM],
        issuer: this.#issuer,
        audience: this.#issuer,
        clockTimestamp: this.clock.seconds(),
      });
      return claimsSchema.safeParse(payload).data;
    } catch {
      return undefined;
    }
  }
}
