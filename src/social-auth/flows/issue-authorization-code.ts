import { Injectable } from '@nestjs/common';
import type { AuthorizationRequest } from '../core/oauth-client.js';
import { SocialAuthError } from '../core/errors.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { AuthorizationCodeStore } from '../sessions/authorization-code.store.js';
import { FindOrCreateUser } from './find-or-create-user.js';
import type { SignInContext } from './sign-in.js';

/** Answers a client's login with a one-time code, because tokens have no place in a URL. */
@Injectable()
export class IssueAuthorizationCode {
  constructor(
    private readonly admitUser: FindOrCreateUser,
    private readonly codes: AuthorizationCodeStore,
  ) {}

  /**
   * @returns the code, good once and for a minute
   * @throws SocialAuthError `account_disabled`, or `login_expired` when the attempt has been used
   */
  async run(
    profile: ProviderProfile,
    { clientId, codeChallenge }: AuthorizationRequest,
    context: SignInContext,
  ): Promise<string> {
    const { userId, accountId } = await this.admitUser.run(profile);
    const code = await this.codes.issue({
      ...context,
      userId,
      accountId,
      provider: profile.provider,
      clientId,
      codeChallenge,
    });
    if (code === null) {
      throw new SocialAuthError('login_expired', {
        reason: 'the login attempt was used a second time',
      });
    }
    return code;
  }
}
