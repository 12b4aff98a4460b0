import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { timingSafeEqualStrings } from '../../crypto/timing-safe-equal.js';
import { SocialAuthError } from '../core/errors.js';
import { AuthorizationCodeStore } from '../sessions/authorization-code.store.js';
import type { TokenPair } from '../tokens/token-pair.service.js';
import { CreateSession } from './create-session.js';

/** Exchanges an authorization code for tokens (RFC 6749 §4.1.3). */
@Injectable()
export class ExchangeAuthorizationCode {
  constructor(
    private readonly codes: AuthorizationCodeStore,
    private readonly createSession: CreateSession,
  ) {}

  /**
   * @param codeVerifier PKCE (RFC 7636 §4.6). A wrong one invalidates the code.
   * @throws SocialAuthError `invalid_grant`
   */
  async run(code: string, codeVerifier: string): Promise<TokenPair> {
    const login = await this.codes.consume(code);
    if (login === null) {
      throw new SocialAuthError('invalid_grant', {
        reason: 'the authorization code is unknown, expired or already used',
      });
    }
    const { sessionId, codeChallenge, ...session } = login;
    const challenge = createHash('sha256').update(codeVerifier).digest('base64url');
    if (!timingSafeEqualStrings(challenge, codeChallenge)) {
      throw new SocialAuthError('invalid_grant', {
        reason: 'the code verifier does not match the code challenge',
        userId: login.userId,
      });
    }
    return this.createSession.run({ ...session, id: sessionId, mode: 'bearer' });
  }
}
