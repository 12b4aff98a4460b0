import { Injectable } from '@nestjs/common';
import { AuthEvents } from '../core/auth-events.js';
import { SocialAuthError } from '../core/errors.js';
import { FeatureRegistry } from '../core/feature.js';
import type { LinkRequest } from '../core/login-transaction.js';
import type { Authentication } from '../core/provider-flow.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { SessionStore } from '../sessions/session.store.js';
import { AccountStore } from '../users/account.store.js';
import { CheckSignIn } from './check-sign-in.js';

/** Links an account to the user who requested it. */
@Injectable()
export class LinkAccount {
  constructor(
    private readonly sessions: SessionStore,
    private readonly accounts: AccountStore,
    private readonly checkSignIn: CheckSignIn,
    private readonly features: FeatureRegistry,
    private readonly events: AuthEvents,
  ) {}

  /**
   * @param request the user and session that requested the link; the caller has verified that the browser has this session
   * @throws SocialAuthError `link_refused` when the session is not active, `account_taken` when the account belongs to
   *   another user, `account_mismatch` when the request is for another account of the user, or an error of
   *   {@link CheckSignIn}
   */
  async run(authentication: Authentication, request: LinkRequest): Promise<void> {
    const { userId, sessionId } = request;
    const session = await this.sessions.findGeneration(sessionId);
    if (session?.userId !== userId) {
      const reason = 'the session that requested the link is not active';
      throw new SocialAuthError('link_refused', { reason });
    }
    await this.checkSignIn.run({ profile: authentication.profile, userId });
    const accountId = await this.#link(authentication.profile, request);
    const isConsent = request.accountId !== undefined;
    await this.features.passTokens(authentication, { userId, accountId, isConsent });
  }

  /** @returns the id of the account */
  async #link(profile: ProviderProfile, request: LinkRequest): Promise<string> {
    const { userId, sessionId } = request;
    const existing = await this.accounts.find(profile);
    if (request.accountId !== undefined && existing?.id !== request.accountId) {
      const reason = `the user chose another account than ${request.accountId}`;
      throw new SocialAuthError('account_mismatch', { reason, userId });
    }
    if (existing === undefined) {
      const accountId = await this.accounts.link(profile, userId);
      if (accountId !== undefined) {
        const { provider } = profile;
        this.events.emit('account_linked', { userId, accountId, provider, sessionId });
        return accountId;
      }
    }
    // Undefined when a concurrent request created the account after the first query.
    const account = existing ?? (await this.accounts.find(profile));
    if (account === undefined) {
      throw new SocialAuthError('link_refused', {
        reason: `user ${userId} may not sign in any more`,
      });
    }
    if (account.userId !== userId) {
      throw new SocialAuthError('account_taken', {
        reason: `the account belongs to user ${account.userId}, not to user ${userId}`,
      });
    }
    await this.accounts.sync(account, profile);
    return account.id;
  }
}
