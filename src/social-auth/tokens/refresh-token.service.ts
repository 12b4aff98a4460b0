import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import { Clock } from '../../time/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { deriveKey } from '../../crypto/aead.js';
import { decodeJwtHeader } from '../../access-token/decode-jwt-header.js';
import { signHS256 } from './sign-jwt.js';

/** Refresh tokens never leave our own hands, so a shared key serves; it signs the same text the same way. */
const ALGORITHM = 'HS256';

const TYPE = 'rt+jwt';

const MAX_LENGTH = 2048;

const claimsSchema = z.object({
  sub: z.string().min(1),
  sid: z.uuid(),
  gen: z.int().min(1).max(2_147_483_647),
  client_id: z.string(),
  exp: z.int(),
});

/** What a refresh token names: a session and the number of its generation. */
export interface RefreshClaims {
  userId: string;
  sessionId: string;
  generation: number;
  /** Who it was issued to: a browser's cookies, or an app of its own. */
  clientId: string;
}

/** The generation of a session that a refresh token is made of. */
export interface RefreshGeneration extends RefreshClaims {
  refreshedAt: Date;
  expiresAt: Date;
}

/** A refresh token and how long it lives. */
export interface IssuedRefreshToken {
  token: string;
  /** Seconds. */
  expiresIn: number;
}

/**
 * Signs and verifies refresh tokens: JWTs with a type, an audience and a key of their own.
 *
 * A token is a pure function of the session's row, so that everybody who is answered with one
 * generation gets the same bytes, from any instance.
 */
@Injectable()
export class RefreshTokenService {
  readonly #keys: readonly KeyObject[];
  readonly #issuer: string;
  readonly #audience: string;
  readonly #idleSeconds: number;

  constructor(
    private readonly jwt: JwtService,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) { secrets, publicUrl, sessionIdleTimeout }: ResolvedOptions,
  ) {
    this.#keys = secrets.map((secret) => createSecretKey(deriveKey(secret, 'refresh-token')));
    this.#issuer = publicUrl;
    this.#audience = `${publicUrl}/auth/refresh`;
    this.#idleSeconds = sessionIdleTimeout / 1000;
  }

  /** @returns the refresh token of a generation; it lives until the session is idle for too long or over. */
  issue({ refreshedAt, expiresAt, ...names }: RefreshGeneration): IssuedRefreshToken {
    const iat = Math.floor(refreshedAt.getTime() / 1000);
    const exp = Math.min(iat + this.#idleSeconds, Math.floor(expiresAt.getTime() / 1000));
    const claims = {
      iss: this.#issuer,
      aud: this.#audience,
      sub: names.userId,
      sid: names.sessionId,
      gen: names.generation,
      client_id: names.clientId,
      iat,
      exp,
    };
    const token = signHS256({ typ: TYPE }, claims, this.#keys[0] as KeyObject);
    return { token, expiresIn: exp - this.clock.seconds() };
  }

  /** @returns what it names, or undefined for anything that is not a good refresh token of ours. */
  verify(token: string): RefreshClaims | undefined {
    if (token.length > MAX_LENGTH) return undefined;
    const header = decodeJwtHeader(token);
    if (header?.typ !== TYPE || header.alg !== ALGORITHM) return undefined;
    for (const key of this.#keys) {
      const claims = this.#claims(token, key);
      if (claims !== undefined) {
        const { sub, sid, gen, client_id } = claims;
        return { userId: sub, sessionId: sid, generation: gen, clientId: client_id };
      }
    }
    return undefined;
  }

  #claims(token: string, key: KeyObject): z.infer<typeof claimsSchema> | undefined {
    try {
      const payload: unknown = this.jwt.verify(token, {
        // Its type asks for bytes, which it would try as a private and a public key before: milliseconds.
        secret: key as unknown as Buffer,
        algorithms: [ALGORITHM],
        issuer: this.#issuer,
        audience: this.#audience,
        clockTimestamp: this.clock.seconds(),
      });
      return claimsSchema.safeParse(payload).data;
    } catch {
      return undefined;
    }
  }
}
