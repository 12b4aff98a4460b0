import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { deriveKey } from '../../crypto/aead.js';
import { encodePart, signHS256, verifyHS256 } from '../../crypto/jws.js';
import { Clock } from '../../time/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';

/**
 * The header of all refresh tokens. HS256 is symmetric, because only this app verifies refresh tokens, and
 * deterministic, unlike ES256.
 */
const HEADER = encodePart({ alg: 'HS256', typ: 'rt+jwt' });

/** Longer tokens are rejected before they are decoded. */
const MAX_TOKEN_LENGTH = 2048;

const claimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
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
    const token = signHS256(HEADER, claims, this.#keys[0] as KeyObject);
    return { token, expiresIn: exp - this.clock.seconds() };
  }

  /**
   * Verifies a refresh token: its header, signature, issuer, audience and expiration. Does not check whether
   * the session is active or the generation is current.
   *
   * @param token untrusted input
   * @returns undefined when the token is invalid or expired
   */
  verify(token: string): RefreshClaims | undefined {
    if (token.length > MAX_TOKEN_LENGTH) return undefined;
    const claims = claimsSchema.safeParse(verifyHS256(token, HEADER, this.#keys)).data;
    if (claims === undefined) return undefined;
    const { iss, aud, exp, sub, sid, gen, client_id } = claims;
    if (iss !== this.#issuer || aud !== this.#audience) return undefined;
    if (exp <= this.clock.seconds()) return undefined;
    return { userId: sub, sessionId: sid, generation: gen, clientId: client_id };
  }
}
