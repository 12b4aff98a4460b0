import { Inject, Injectable } from '@nestjs/common';
import { AuthEvents } from '../core/auth-events.js';
import { UnauthenticatedError } from '../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { UserDeletionStore } from '../users/user-deletion.store.js';
import { DeleteUser } from './delete-user.js';
import { RevokeSessions } from './revoke-sessions.js';

/** Deletes the user who requests it: at once, or after the grace period. */
@Injectable()
export class DeleteAccount {
  constructor(
    private readonly users: UserDeletionStore,
    private readonly deleteUser: DeleteUser,
    private readonly revokeSessions: RevokeSessions,
    private readonly events: AuthEvents,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * Ends all sessions of the user on every instance. A concurrent login happens before or after the deletion.
   *
   * @returns the time after which the user is deleted, or undefined when the user has been deleted
   * @throws UnauthenticatedError `invalid_token` when the user does not exist
   */
  async run(userId: string): Promise<Date | undefined> {
    const { deletionGracePeriod } = this.options;
    if (deletionGracePeriod === undefined) {
      if ((await this.deleteUser.run(userId)) !== 'changed') throw unknownUser();
      return undefined;
    }
    const deleteAfter = await this.users.schedule(userId, deletionGracePeriod);
    if (deleteAfter === undefined) throw unknownUser();
    const sessionIds = await this.revokeSessions.run(userId, { all: true }, 'deletion_requested');
    this.events.emit('account_deletion_requested', { userId, sessionIds, deleteAfter });
    return deleteAfter;
  }
}

function unknownUser(): UnauthenticatedError {
  return new UnauthenticatedError('invalid_token', { reason: 'the user has been deleted' });
}
