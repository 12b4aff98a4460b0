import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { CachingAccessTokenVerifier } from '../../access-token/caching-access-token-verifier.js';
import type { Principal } from '../../access-token/principal.js';
import {
  ACCESS_TOKEN_ALGORITHM,
  ACCESS_TOKEN_TYPE,
  accessTokenKid,
} from '../../access-token/verify-access-token.js';
import { encodePart, signES256 } from '../../crypto/jws.js';
import { uuidv4 } from '../../crypto/random.js';
import { Clock } from '../../time/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { KeyRing } from './key-ring.js';

/** An access token and its lifetime. */
export interface IssuedAccessToken {
  token: string;
  /** Lifetime, in seconds. */
  expiresIn: number;
}

/**
 * Issues and verifies access tokens: JWTs in the profile of RFC 9068, signed with ES256, without personal data.
 *
 * @publicApi
 */
@Injectable()
export class AccessTokenService {
  readonly #issuer: string;
  /** Seconds. */
  readonly #lifetime: number;
  readonly #verifier: CachingAccessTokenVerifier;

  constructor(
    private readonly keys: KeyRing,
    jwt: JwtService,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) { publicUrl, accessTokenTtl, accessTokenCacheSize }: ResolvedOptions,
  ) {
    this.#issuer = publicUrl;
    this.#lifetime = accessTokenTtl / 1000;
    this.#verifier = new CachingAccessTokenVerifier(
      jwt,
      (kid) => keys.find(kid)?.publicKey,
      { issuer: publicUrl, audience: publicUrl, maxLifetimeSeconds: this.#lifetime },
      accessTokenCacheSize,
    );
  }

  /**
   * Issues an access token for a principal.
   *
   * @param clientId the client that receives the token (RFC 9068 §2.2)
   */
  issue(principal: Principal, clientId: string): IssuedAccessToken {
    const { userId, sessionId, roles, scopes, authTime, claims: customClaims } = principal;
    const { kid, privateKey } = this.keys.signingKey();
    const now = this.clock.seconds();
    const claims = {
      ...customClaims,
      iss: this.#issuer,
      aud: this.#issuer,
      sub: userId,
      sid: sessionId,
      jti: uuidv4(),
      iat: now,
      exp: now + this.#lifetime,
      auth_time: authTime,
      roles,
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
      client_id: clientId,
    };
    const header = encodePart({ alg: ACCESS_TOKEN_ALGORITHM, typ: ACCESS_TOKEN_TYPE, kid });
    const token = signES256(header, claims, privateKey);
    return { token, expiresIn: this.#lifetime };
  }

  /**
   * Verifies an access token with the keys in memory: its algorithm, type, key, signature, issuer, audience,
   * expiration and lifetime. The signature of a valid token is verified once, then its result is cached. Does not
   * check whether the session has been revoked.
   *
   * @param token untrusted input
   * @returns a frozen principal; undefined when the token is invalid or expired
   */
  verify(token: string): Principal | undefined {
    return this.#verifier.verify(token, this.clock.seconds());
  }

  /**
   * Verifies again an access token that {@link verify} has rejected. Loads the key first if it is unknown, because another
   * instance may just have created it. {@link KeyRing.loadUnknownKey} limits the number of queries.
   *
   * @param token untrusted input
   * @returns a frozen principal; undefined when the token is invalid or expired
   */
  async verifyAfterRotation(token: string): Promise<Principal | undefined> {
    const kid = accessTokenKid(token);
    const isLoaded = kid !== undefined && (await this.keys.loadUnknownKey(kid));
    return isLoaded ? this.verify(token) : undefined;
  }
}
