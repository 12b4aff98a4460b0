import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access-token/principal.js';
import { AuthEvents } from '../core/auth-events.js';
import { SocialAuthError } from '../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { AccountStore } from '../users/account.store.js';
import { RevokeSessions } from './revoke-sessions.js';

/** Unlinks an account from its user, and revokes the other sessions that were created with it. */
@Injectable()
export class UnlinkAccount {
  constructor(
    private readonly accounts: AccountStore,
    private readonly revokeSessions: RevokeSessions,
    private readonly events: AuthEvents,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * @param principal the user, and the current session, which remains active
   * @returns the name of the provider
   * @throws SocialAuthError `account_not_found`, or `last_account` if the user could no longer sign in without the account
   */
  async run(
    accountId: string,
    { userId, sessionId }: Pick<Principal, 'userId' | 'sessionId'>,
  ): Promise<string> {
    const providers = this.options.providers.map(({ name }) => name);
    const result = await this.accounts.unlink(userId, accountId, providers);
    if (result.outcome === 'unknown') {
      throw new SocialAuthError('account_not_found', { reason: 'the user has no such account' });
    }
    if (result.outcome === 'last') {
      throw new SocialAuthError('last_account', {
        reason: 'the user has no other account of a configured provider',
      });
    }
    const { provider } = result;
    const filter = { unlinkedFrom: provider, except: sessionId };
    await this.revokeSessions.run(userId, filter, 'account_unlinked', { userId, sessionId });
    this.events.emit('account_unlinked', { userId, accountId, provider, sessionId });
    return provider;
  }
}
