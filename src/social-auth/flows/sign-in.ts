import { Injectable } from '@nestjs/common';
import { SocialAuthError } from '../core/errors.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { SessionStore } from '../sessions/session.store.js';
import { TokenPairService, type TokenPair } from '../tokens/token-pair.service.js';
import { UserService } from '../users/user.service.js';

/** On what device a person signs in, and the session that their login attempt was promised. */
export interface SignInContext {
  sessionId: string;
  userAgent: string | null;
}

/** Signs a person in whom a provider has vouched for: their user, a new session, its tokens. */
@Injectable()
export class SignIn {
  constructor(
    private readonly users: UserService,
    private readonly sessions: SessionStore,
    private readonly tokens: TokenPairService,
  ) {}

  /** @throws SocialAuthError `account_disabled`, or `login_expired` when the attempt has been used */
  async run(profile: ProviderProfile, { sessionId, userAgent }: SignInContext): Promise<TokenPair> {
    const { user, account } = await this.users.upsertFromProfile(profile);
    if (user.disabledAt !== null) {
      throw new SocialAuthError('account_disabled', { reason: `user ${user.id} is disabled` });
    }
    const session = await this.sessions.open({
      id: sessionId,
      userId: user.id,
      accountId: account.id,
      provider: profile.provider,
      mode: 'cookie',
      userAgent,
    });
    if (session === null) {
      throw new SocialAuthError('login_expired', {
        reason: 'the login attempt was used a second time',
      });
    }
    return this.tokens.issue({ ...session, sessionId, roles: user.roles });
  }
}
