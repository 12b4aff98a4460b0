import { Injectable } from '@nestjs/common';
import { BROWSER_CLIENT_ID } from '../core/oauth-client.js';
import { FeatureRegistry } from '../core/feature.js';
import type { Authentication } from '../core/provider-flow.js';
import type { TokenPair } from '../tokens/token-pair.service.js';
import { CreateSession } from './create-session.js';
import { FindOrCreateUser } from './find-or-create-user.js';
import { RevokeSessions } from './revoke-sessions.js';

/** The session that a login creates. */
export interface SignInContext {
  /** The id from the login transaction. */
  readonly sessionId: string;
  readonly userAgent: string | null;
}

/** Signs in the user of a profile in a browser. */
@Injectable()
export class SignIn {
  constructor(
    private readonly findOrCreateUser: FindOrCreateUser,
    private readonly features: FeatureRegistry,
    private readonly createSession: CreateSession,
    private readonly revokeSessions: RevokeSessions,
  ) {}

  /**
   * @param replaced the session of the browser before this login; it is revoked
   * @throws SocialAuthError those of {@link FindOrCreateUser} and {@link CreateSession}
   */
  async run(
    authentication: Authentication,
    { sessionId, userAgent }: SignInContext,
    replaced?: { readonly userId: string; readonly sessionId: string },
  ): Promise<TokenPair> {
    const { profile } = authentication;
    const { userId, accountId } = await this.findOrCreateUser.run(profile);
    await this.features.passTokens(authentication, { userId, accountId, isConsent: false });
    const tokens = await this.createSession.run({
      id: sessionId,
      userId,
      accountId,
      provider: profile.provider,
      mode: 'cookie',
      clientId: BROWSER_CLIENT_ID,
      userAgent,
    });
    if (replaced !== undefined) {
      const filter = { only: replaced.sessionId };
      await this.revokeSessions.run(replaced.userId, filter, 'replaced');
    }
    return tokens;
  }
}
