import { Injectable } from '@nestjs/common';
import { AuthEvents } from '../core/auth-events.js';
import { UserStore } from '../users/user.store.js';
import { RevokeSessions } from './revoke-sessions.js';

/**
 * A service with the operations of an administrator on users. It does not check permissions: guard your routes.
 *
 * The tokens of revoked sessions are invalid on this instance at once, and on every other within a second.
 *
 * @publicApi
 * @example
 * ```ts
 * @Roles('admin')
 * @Post('users/:id/disable')
 * async disable(@Param('id') id: string) {
 *   if (!(await this.administration.disable(id))) throw new NotFoundException();
 * }
 * ```
 */
@Injectable()
export class UserAdministration {
  constructor(
    private readonly users: UserStore,
    private readonly revokeSessions: RevokeSessions,
    private readonly events: AuthEvents,
  ) {}

  /**
   * Disables a user: rejects further logins and revokes all sessions.
   *
   * @returns false when the user does not exist
   * @throws ConfigurationError when the user model has no field `disabledAt`
   */
  async disable(userId: string): Promise<boolean> {
    const before = await this.revokeSessions.run(userId, { all: true }, 'user_disabled');
    if (!(await this.users.setDisabled(userId, true))) return false;
    // A concurrent login may have created a session in the meantime.
    const after = await this.revokeSessions.run(userId, { all: true }, 'user_disabled');
    this.events.emit('user_disabled', { userId, sessionIds: [...before, ...after] });
    return true;
  }

  /**
   * Allows a disabled user to sign in again.
   *
   * @returns false when the user does not exist
   */
  async enable(userId: string): Promise<boolean> {
    const isFound = await this.users.setDisabled(userId, false);
    if (isFound) this.events.emit('user_enabled', { userId });
    return isFound;
  }

  /**
   * Deletes a user with all accounts and sessions.
   *
   * @returns false when the user does not exist
   */
  async delete(userId: string): Promise<boolean> {
    await this.revokeSessions.run(userId, { all: true }, 'user_deleted');
    const isFound = await this.users.delete(userId);
    if (isFound) this.events.emit('user_deleted', { userId });
    return isFound;
  }

  /**
   * Revokes all sessions of a user.
   *
   * @returns the number of revoked sessions
   */
  async endAllSessions(userId: string): Promise<number> {
    return (await this.revokeSessions.run(userId, { all: true }, 'revoked_by_admin')).length;
  }
}
