import { Injectable } from '@nestjs/common';
import { AuthEvents } from '../core/auth-events.js';
import { UserService } from '../users/user.service.js';
import { RevokeSessions } from './revoke-sessions.js';

/** What an administrator of your app can do to a user; who that is, your app decides. */
@Injectable()
export class UserAdministration {
  constructor(
    private readonly users: UserService,
    private readonly endSessions: RevokeSessions,
    private readonly events: AuthEvents,
  ) {}

  /** Refuses every new login of a user and ends every session. @returns false when there is no such user. */
  async disable(userId: string): Promise<boolean> {
    const found = await this.users.setDisabled(userId, true);
    if (!found) return false;
    const sessionIds = await this.endSessions.run(userId, { all: true }, 'user_disabled');
    this.events.emit('user_disabled', { userId, sessionIds });
    return true;
  }

  /** Lets a disabled user log in again. @returns false when there is no such user. */
  async enable(userId: string): Promise<boolean> {
    const found = await this.users.setDisabled(userId, false);
    if (found) this.events.emit('user_enabled', { userId });
    return found;
  }

  /** Signs a user out everywhere. @returns how many sessions that ended. */
  async endAllSessions(userId: string): Promise<number> {
    return (await this.endSessions.run(userId, { all: true }, 'revoked_by_admin')).length;
  }
}
