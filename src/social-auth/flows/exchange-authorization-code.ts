import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SocialAuthError } from '../core/errors.js';
import { timingSafeEqualStrings } from '../../crypto/timing-safe-equal.js';
import { AuthorizationCodeStore } from '../sessions/authorization-code.store.js';
import type { TokenPair } from '../tokens/token-pair.service.js';
import { CreateSession } from './create-session.js';

/** Gives a client the tokens of the login that it holds the code of, and that it began itself. */
@Injectable()
export class ExchangeAuthorizationCode {
  constructor(
    private readonly codes: AuthorizationCodeStore,
    private readonly openSession: CreateSession,
  ) {}

  /**
   * @param codeVerifier PKCE (RFC 7636 §4.6); a wrong one costs the code
   * @throws SocialAuthError `invalid_grant`
   */
  async run(code: string, codeVerifier: string): Promise<TokenPair> {
    const login = await this.codes.consume(code);
    if (login === null) throw invalidGrant('the code is unknown, too old or used');
    const challenge = createHash('sha256').update(codeVerifier).digest('base64url');
    if (!timingSafeEqualStrings(challenge, login.codeChallenge))
      {throw invalidGrant('the code verifier is not the right one', login.userId);}
    const { sessionId, codeChallenge: _, ...session } = login;
    return this.openSession.run({ ...session, id: sessionId, mode: 'bearer' });
  }
}

const invalidGrant = (reason: string, userId?: string) =>
  new SocialAuthError('invalid_grant', { reason, userId });
