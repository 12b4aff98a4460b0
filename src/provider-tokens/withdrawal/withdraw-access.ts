import { Injectable } from '@nestjs/common';
import { AuthEvents, SocialAuthError } from '../../social-auth/index.js';
import { PendingRevocationStore } from '../revocation/pending-revocation.store.js';
import { RevocationWorker } from '../revocation/revocation-worker.js';

/**
 * Withdraws the access of the app to an account. The use of the tokens ends at once. The app revokes the access at the
 * provider in the background.
 */
@Injectable()
export class WithdrawAccess {
  constructor(
    private readonly revocations: PendingRevocationStore,
    private readonly worker: RevocationWorker,
    private readonly events: AuthEvents,
  ) {}

  /**
   * @returns the name of the provider
   * @throws SocialAuthError `account_not_found` when the user has no such account, or has granted no access
   */
  async run(accountId: string, userId: string): Promise<string> {
    const provider = await this.revocations.withdraw(accountId, userId);
    if (provider === undefined) {
      const reason = 'no tokens of such an account of the user are in use';
      throw new SocialAuthError('account_not_found', { reason, userId });
    }
    this.events.emit('provider_access_withdrawn', { userId, accountId, provider });
    void this.worker.run();
    return provider;
  }
}
