import { Injectable } from '@nestjs/common';
import { BROWSER_CLIENT_ID } from '../core/oauth-client.js';
import { FeatureRegistry } from '../core/feature.js';
import type { Authentication } from '../core/provider-flow.js';
import { DeviceLogins } from '../sessions/device-logins.js';
import type { TokenPair } from '../tokens/token-pair.service.js';
import { CreateSession } from './create-session.js';
import { FindOrCreateUser } from './find-or-create-user.js';
import { RevokeSessions } from './revoke-sessions.js';

/** The session that a login creates. */
export interface SignInContext {
  /** The id from the login transaction. */
  readonly sessionId: string;
  readonly userAgent: string | null;
  /** The value of the device cookie, which lists the earlier logins in the browser. Untrusted. */
  readonly deviceLogins: string | undefined;
}

/** The outcome of a login in a browser. */
export interface SignInResult {
  readonly tokens: TokenPair;
  /** The new value of the device cookie, which contains this login. */
  readonly deviceLogins: string;
}

/** Signs in the user of a profile in a browser. */
@Injectable()
export class SignIn {
  constructor(
    private readonly findOrCreateUser: FindOrCreateUser,
    private readonly features: FeatureRegistry,
    private readonly deviceLogins: DeviceLogins,
    private readonly createSession: CreateSession,
    private readonly revokeSessions: RevokeSessions,
  ) {}

  /**
   * @param replaced the session that the browser had before this login; the login revokes it
   * @throws SocialAuthError an error of {@link FindOrCreateUser} or {@link CreateSession}
   */
  async run(
    authentication: Authentication,
    { sessionId, userAgent, deviceLogins }: SignInContext,
    replaced?: { readonly userId: string; readonly sessionId: string },
  ): Promise<SignInResult> {
    const { profile } = authentication;
    const { userId, accountId } = await this.findOrCreateUser.run(profile, sessionId);
    await this.features.passTokens(authentication, { userId, accountId, isConsent: false });
    const tokens = await this.createSession.run({
      id: sessionId,
      userId,
      accountId,
      provider: profile.provider,
      mode: 'cookie',
      clientId: BROWSER_CLIENT_ID,
      userAgent,
      previousSessionId: this.deviceLogins.find(deviceLogins, userId),
    });
    if (replaced !== undefined) {
      const filter = { only: replaced.sessionId };
      await this.revokeSessions.run(replaced.userId, filter, 'replaced');
    }
    return { tokens, deviceLogins: this.deviceLogins.add(deviceLogins, userId, sessionId) };
  }
}
