import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import { decodeJwtHeader } from '../../access-token/decode-jwt-header.js';
import { deriveKey } from '../../crypto/aead.js';
import { Clock } from '../../time/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { signHS256 } from './sign-jwt.js';

/** Symmetric, because only this app verifies refresh tokens; deterministic, unlike ES256. */
const ALGORITHM = 'HS256';

const TYPE = 'rt+jwt';

/** Longer tokens are rejected before they are decoded. */
const MAX_TOKEN_LENGTH = 2048;

const claimsSchema = z.object({
  sub: z.string().min(1),
  sid: z.uuid(),
  gen: z.int().min(1).max(2_147_483_647),
  client_id: z.string(),
  exp: z.int(),
});

/**
 * The claims of a refresh token.
 *
 * @publicApi
 */
export interface RefreshClaims {
  userId: string;
  sessionId: string;
  /** Number of the refresh token within its session, from 1. */
  generation: number;
  /** `browser`, or the client id of a registered client. */
  clientId: string;
}

/** The current generation of a session. Determines its refresh token. */
export interface RefreshGeneration extends RefreshClaims {
  /** Time of the login or of the last refresh. */
  refreshedAt: Date;
  /** Expiration of the session (option `sessionMaxAge`). */
  expiresAt: Date;
}

/** A refresh token and its lifetime. */
export interface IssuedRefreshToken {
  token: string;
  /** Remaining lifetime, in seconds. */
  expiresIn: number;
}

/**
 * Issues and verifies refresh tokens: JWTs with their own type, audience and key.
 *
 * The token of a generation is deterministic, so concurrent refreshes receive the same token from any instance.
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

  /** Issues the refresh token of a generation. It expires with the idle timeout or the maximum age of the session. */
  issue({ refreshedAt, expiresAt, ...subject }: RefreshGeneration): IssuedRefreshToken {
    const iat = Math.floor(refreshedAt.getTime() / 1000);
    const exp = Math.min(iat + this.#idleSeconds, Math.floor(expiresAt.getTime() / 1000));
    const claims = {
      iss: this.#issuer,
      aud: this.#audience,
      sub: subject.userId,
      sid: subject.sessionId,
      gen: subject.generation,
      client_id: subject.clientId,
      iat,
      exp,
    };
    const token = signHS256({ typ: TYPE }, claims, this.#keys[0] as KeyObject);
    return { token, expiresIn: exp - this.clock.seconds() };
  }

  /**
   * Verifies a refresh token: its algorithm, type, signature, issuer, audience and expiration. Does not check whether
   * the session is active or the generation is current.
   *
   * @param token untrusted input
   * @returns undefined when the token is invalid or expired
   */
  verify(token: string): RefreshClaims | undefined {
    if (token.length > MAX_TOKEN_LENGTH) return undefined;
    const header = decodeJwtHeader(token);
    if (header?.typ !== TYPE || header.alg !== ALGORITHM) return undefined;
    for (const key of this.#keys) {
      const claims = this.#verifyClaims(token, key);
      if (claims !== undefined) {
        const { sub, sid, gen, client_id } = claims;
        return { userId: sub, sessionId: sid, generation: gen, clientId: client_id };
      }
    }
    return undefined;
  }

  #verifyClaims(token: string, key: KeyObject): z.infer<typeof claimsSchema> | undefined {
    try {
      const payload: unknown = this.jwt.verify(token, {
        // The declared type lacks KeyObject. A Buffer would be parsed as a private and as a public key first.
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
