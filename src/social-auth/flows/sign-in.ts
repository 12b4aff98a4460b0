import { Injectable } from '@nestjs/common';
import { BROWSER_CLIENT_ID } from '../core/oauth-client.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import type { TokenPair } from '../tokens/token-pair.service.js';
import { FindOrCreateUser } from './find-or-create-user.js';
import { CreateSession } from './create-session.js';

/** On what device a person signs in, and the session that their login attempt was promised. */
export interface SignInContext {
  sessionId: string;
  userAgent: string | null;
}

/** Signs a person in to this browser whom a provider has vouched for. */
@Injectable()
export class SignIn {
  constructor(
    private readonly admitUser: FindOrCreateUser,
    private readonly openSession: CreateSession,
  ) {}

  /** @throws SocialAuthError `account_disabled`, or `login_expired` when the attempt has been used */
  async run(profile: ProviderProfile, { sessionId, userAgent }: SignInContext): Promise<TokenPair> {
    const { userId, accountId } = await this.admitUser.run(profile);
    return this.openSession.run({
      id: sessionId,
      userId,
      accountId,
      provider: profile.provider,
      mode: 'cookie',
      clientId: BROWSER_CLIENT_ID,
      userAgent,
    });
  }
}
