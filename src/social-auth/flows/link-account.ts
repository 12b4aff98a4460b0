import { Injectable } from '@nestjs/common';
import { AuthEvents } from '../core/auth-events.js';
import { SocialAuthError } from '../core/errors.js';
import type { LinkRequest } from '../core/login-transaction.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { SessionStore } from '../sessions/session.store.js';
import { UserService } from '../users/user.service.js';

/** Links one more login to the user who asked for it. */
@Injectable()
export class LinkAccount {
  constructor(
    private readonly sessions: SessionStore,
    private readonly users: UserService,
    private readonly events: AuthEvents,
  ) {}

  /**
   * @param request who asked, and in which session; that this is the browser of that session, the caller
   *   has made sure
   * @throws SocialAuthError `link_refused` when that session is over, `account_taken` when the login is
   *   somebody else's
   */
  async run(profile: ProviderProfile, { userId, sessionId }: LinkRequest): Promise<void> {
    const asking = await this.sessions.findGeneration(sessionId);
    if (asking?.userId !== userId) {
      throw new SocialAuthError('link_refused', { reason: 'the session that asked is over' });
    }
    const { provider } = profile;
    const { accountId, userId: owner, linked } = await this.users.link(userId, profile);
    if (owner !== userId) {
      throw new SocialAuthError('account_taken', {
        reason: `the account of user ${owner} was to be linked to user ${userId}`,
      });
    }
    if (linked) this.events.emit('account_linked', { userId, accountId, provider });
  }
}
