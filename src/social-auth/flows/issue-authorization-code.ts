import { Injectable } from '@nestjs/common';
import { SocialAuthError } from '../core/errors.js';
import { FeatureRegistry } from '../core/feature.js';
import type { AuthorizationRequest } from '../core/oauth-client.js';
import type { Authentication } from '../core/provider-flow.js';
import { AuthorizationCodeStore } from '../sessions/authorization-code.store.js';
import { DeviceLogins } from '../sessions/device-logins.js';
import { FindOrCreateUser } from './find-or-create-user.js';
import type { SignInContext } from './sign-in.js';

/** Issues an authorization code for the login of a client, which exchanges it for tokens (RFC 6749 §4.1.2). */
@Injectable()
export class IssueAuthorizationCode {
  constructor(
    private readonly findOrCreateUser: FindOrCreateUser,
    private readonly features: FeatureRegistry,
    private readonly codes: AuthorizationCodeStore,
    private readonly deviceLogins: DeviceLogins,
  ) {}

  /**
   * @returns the code, which can be exchanged once, and the new value of the device cookie
   * @throws SocialAuthError an error of {@link FindOrCreateUser}, or `login_expired` when the login was already completed
   */
  async run(
    authentication: Authentication,
    { clientId, codeChallenge }: AuthorizationRequest,
    { sessionId, userAgent, deviceLogins }: SignInContext,
  ): Promise<{ code: string; deviceLogins: string }> {
    const { profile } = authentication;
    const { provider } = profile;
    const user = await this.findOrCreateUser.run(profile, sessionId);
    await this.features.passTokens(authentication, { ...user, isConsent: false });
    const previousSessionId = this.deviceLogins.find(deviceLogins, user.userId);
    const login = { ...user, sessionId, provider, clientId, codeChallenge, userAgent };
    const code = await this.codes.issue({ ...login, previousSessionId });
    if (code === null) {
      throw new SocialAuthError('login_expired', { reason: 'the login is already completed' });
    }
    return { code, deviceLogins: this.deviceLogins.add(deviceLogins, user.userId, sessionId) };
  }
}
