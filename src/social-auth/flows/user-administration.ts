import { Injectable } from '@nestjs/common';
import { AuthEvents } from '../core/auth-events.js';
import { UserStore } from '../users/user.store.js';
import { RevokeSessions } from './revoke-sessions.js';

/**
 * Operations of an administrator on a user. Who is an administrator is the app's decision: guard your routes.
 *
 * @publicApi
 */
@Injectable()
export class UserAdministration {
  constructor(
    private readonly users: UserStore,
    private readonly revokeSessions: RevokeSessions,
    private readonly events: AuthEvents,
  ) {}

  /**
   * Rejects further logins of a user and revokes every session.
   *
   * @returns false when the user does not exist
   * @throws ConfigurationError when the user model has no field `disabledAt`
   */
  async disable(userId: string): Promise<boolean> {
    const before = await this.revokeSessions.run(userId, { all: true }, 'user_disabled');
    if (!(await this.users.setDisabled(userId, true))) return false;
    // Sessions that a concurrent login created in the meantime.
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
   * Deletes a user with accounts and sessions, whose tokens stop working on every instance within a second.
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
   * Signs a user out everywhere.
   *
   * @returns the number of revoked sessions
   */
  async endAllSessions(userId: string): Promise<number> {
    return (await this.revokeSessions.run(userId, { all: true }, 'revoked_by_admin')).length;
  }
}
