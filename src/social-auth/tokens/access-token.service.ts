import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock } from '../../time/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import type { Principal } from '../../access-token/principal.js';
import { uuidv4 } from '../../crypto/random.js';
import { CachingAccessTokenVerifier } from '../../access-token/caching-access-token-verifier.js';
import { KeyRing } from './key-ring.js';
import { signES256 } from './sign-jwt.js';
import { ACCESS_TOKEN_TYPE, accessTokenKid } from '../../access-token/verify-access-token.js';

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
  readonly #reader: CachingAccessTokenVerifier;

  constructor(
    private readonly keys: KeyRing,
    jwt: JwtService,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) { publicUrl, accessTokenTtl, accessTokenCacheSize }: ResolvedOptions,
  ) {
    this.#issuer = publicUrl;
    this.#lifetime = accessTokenTtl / 1000;
    this.#reader = new CachingAccessTokenVerifier(
      jwt,
      (kid) => keys.find(kid)?.publicKey,
      { issuer: publicUrl, audience: publicUrl, maxLifetimeSeconds: this.#lifetime },
      accessTokenCacheSize,
    );
  }

  /** @param clientId the client it is issued to (RFC 9068 §2.2) */
  issue(principal: Principal, clientId: string): IssuedAccessToken {
    const { userId, sessionId, roles, scopes, authTime, claims: own } = principal;
    const { kid, privateKey } = this.keys.signingKey();
    const now = this.clock.seconds();
    const claims = {
      ...own,
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
    const token = signES256({ typ: ACCESS_TOKEN_TYPE, kid }, claims, privateKey);
    return { token, expiresIn: this.#lifetime };
  }

  /**
   * Verifies signature, algorithm, type, key, issuer, audience and lifetime, at once and with the keys
   * in memory; whether the session lives is not looked at here.
   *
   * A token that was good before is not verified again, but for its lifetime and its key.
   *
   * @param token what came with a request; nothing of it is trusted
   * @returns undefined for any token that is not a good one of ours; what it returns is frozen
   */
  verify(token: string): Principal | undefined {
    return this.#reader.verify(token, this.clock.seconds());
  }

  /**
   * Gives a token that `verify` refused a second chance, in case another instance has made its key a
   * moment ago: looks for the key in the database, seldom enough that no flood of tokens gets there.
   *
   * @returns undefined for any token that is not a good one of ours
   */
  async verifyAfterRotation(token: string): Promise<Principal | undefined> {
    const kid = accessTokenKid(token);
    const learned = kid !== undefined && this.keys.isUnknown(kid) && (await this.keys.loadKey(kid));
    return learned ? this.verify(token) : undefined;
  }
}
