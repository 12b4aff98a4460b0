import { Inject, Injectable } from '@nestjs/common';
import { SocialAuthError } from '../core/errors.js';
import { AuthEvents } from '../core/auth-events.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import type { Principal } from '../../access-token/principal.js';
import { AccountStore } from '../users/account.store.js';
import { RevokeSessions } from './revoke-sessions.js';

/** Takes a login away from a user, and ends the sessions that it opened elsewhere. */
@Injectable()
export class UnlinkAccount {
  constructor(
    private readonly accounts: AccountStore,
    private readonly endSessions: RevokeSessions,
    private readonly events: AuthEvents,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * @param by the user, and the session that asks, which lives on
   * @returns the name of the provider
   * @throws SocialAuthError `account_not_found`, or `last_account`, which would leave no way to sign in
   */
  async run(accountId: string, by: Pick<Principal, 'userId' | 'sessionId'>): Promise<string> {
    const providers = this.options.providers.map(({ name }) => name);
    const unlinked = await this.accounts.unlink(by.userId, accountId, providers);
    if (unlinked.outcome === 'unknown') {
      throw new SocialAuthError('account_not_found', { reason: 'no account of that id and user' });
    }
    if (unlinked.outcome === 'last') {
      throw new SocialAuthError('last_account', {
        reason: 'no other account of the user can sign in',
      });
    }
    const { userId, sessionId } = by;
    const { provider } = unlinked;
    const opened = { unlinkedFrom: provider, but: sessionId };
    await this.endSessions.run(userId, opened, 'account_unlinked');
    this.events.emit('account_unlinked', { userId, accountId, provider });
    return provider;
  }
}
