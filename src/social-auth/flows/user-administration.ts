import { Injectable } from '@nestjs/common';
import { AuthEvents, type EventActor } from '../core/auth-events.js';
import { SocialAuthError } from '../core/errors.js';
import { isUuid } from '../database/user-id.js';
import { RevocationFeed } from '../revocation/revocation-feed.js';
import type { Session } from '../sessions/session.js';
import { SessionStore } from '../sessions/session.store.js';
import type { ChangeOutcome, RequiredRole } from '../users/user.js';
import { UserStore } from '../users/user.store.js';
import { DeleteUser } from './delete-user.js';
import { RevokeSessions } from './revoke-sessions.js';

/**
 * Who makes a change, and which role that requires.
 *
 * @publicApi
 */
export interface AdministrationOptions {
  /**
   * Who makes the change, as the event and the audit trail record it. A `Principal` can be passed. Default: unknown, for
   * example in a script.
   */
  readonly actor?: EventActor;
  /**
   * The role that the actor must have in the database when the change is made. The actor must also be enabled, and cannot
   * disable or delete themselves or remove their own role, so that at least one enabled user keeps the role. Default: no
   * role is required.
   */
  readonly requiredRole?: string;
}

/**
 * A service with the operations of an administrator on users.
 *
 * Guard your routes, because the service checks no permissions without `requiredRole`. This instance rejects the tokens of
 * revoked sessions at once, and every other instance within a second.
 *
 * @throws SocialAuthError `forbidden` when the actor does not have the required role, or `self_lockout`
 * @publicApi
 * @example
 * ```ts
 * @Roles('admin')
 * @Post('users/:id/disable')
 * async disable(@Param('id') id: string, @CurrentPrincipal() actor: Principal) {
 *   const isFound = await this.administration.disable(id, { actor, requiredRole: 'admin' });
 *   if (!isFound) throw new NotFoundException();
 * }
 * ```
 */
@Injectable()
export class UserAdministration {
  constructor(
    private readonly users: UserStore,
    private readonly sessions: SessionStore,
    private readonly revokeSessions: RevokeSessions,
    private readonly deleteUser: DeleteUser,
    private readonly feed: RevocationFeed,
    private readonly events: AuthEvents,
  ) {}

  /**
   * Disables a user: rejects further logins and revokes all sessions.
   *
   * @returns false when the user does not exist
   * @throws ConfigurationError when the user model has no field `disabledAt`
   */
  async disable(userId: string, options: AdministrationOptions = {}): Promise<boolean> {
    const id = this.users.parseId(userId);
    const required = await this.#authorize(id, options, true);
    if (id === undefined) return false;
    const before = await this.revokeSessions.run(id, { all: true }, 'user_disabled');
    if (!isFound(await this.users.setDisabled(id, true, required))) return false;
    // A concurrent login may have created a session in the meantime.
    const after = await this.revokeSessions.run(id, { all: true }, 'user_disabled');
    const sessionIds = [...before, ...after];
    this.events.emit('user_disabled', { userId: id, sessionIds }, actorOf(options));
    return true;
  }

  /**
   * Allows a disabled user to sign in again.
   *
   * @returns false when the user does not exist
   * @throws ConfigurationError when the user model has no field `disabledAt`
   */
  async enable(userId: string, options: AdministrationOptions = {}): Promise<boolean> {
    const id = this.users.parseId(userId);
    const required = await this.#authorize(id, options, false);
    if (id === undefined) return false;
    if (!isFound(await this.users.setDisabled(id, false, required))) return false;
    this.events.emit('user_enabled', { userId: id }, actorOf(options));
    return true;
  }

  /**
   * Deletes a user at once, with all accounts and sessions. Calls the hook `deleteUser` in the same transaction.
   *
   * @returns false when the user does not exist
   * @throws what the hook throws; nothing is changed
   */
  async delete(userId: string, options: AdministrationOptions = {}): Promise<boolean> {
    const id = this.users.parseId(userId);
    const required = await this.#authorize(id, options, true);
    if (id === undefined) return false;
    return isFound(await this.deleteUser.run(id, actorOf(options), required));
  }

  /**
   * Replaces the roles of a user. Access tokens with other roles are rejected on every instance within a second. A client
   * then refreshes, and receives a token with the current roles.
   *
   * @param roles if the user model has a single role instead of a list, only the first one is stored
   * @returns false when the user does not exist
   * @throws ConfigurationError when the user model has no field `roles`
   */
  async setRoles(
    userId: string,
    roles: readonly string[],
    options: AdministrationOptions = {},
  ): Promise<boolean> {
    const id = this.users.parseId(userId);
    const keepsRole = options.requiredRole === undefined || roles.includes(options.requiredRole);
    const required = await this.#authorize(id, options, !keepsRole);
    if (id === undefined) return false;
    // Administrators keep their role. It comes first, because a user model with a single role stores the first one.
    const ownRole = required?.actorId === id ? [required.role] : [];
    const result = await this.users.setRoles(id, [...new Set([...ownRole, ...roles])], required);
    if (result.outcome !== 'changed') return isFound(result.outcome);
    const { before, after } = result;
    const granted = after.filter((role) => !before.includes(role));
    const removed = before.filter((role) => !after.includes(role));
    if (granted.length + removed.length === 0) return true;
    await this.feed.announceRoleChange();
    this.events.emit('user_roles_changed', { userId: id, granted, removed }, actorOf(options));
    return true;
  }

  /**
   * Lists the active sessions of a user, most recently used first.
   *
   * @returns at most 101 sessions; none when the user does not exist
   */
  async listSessions(userId: string): Promise<Session[]> {
    const id = this.users.parseId(userId);
    return id === undefined ? [] : this.sessions.listActive(id, null);
  }

  /**
   * Revokes one session of a user.
   *
   * @returns false when the user has no active session with this id
   */
  async endSession(
    userId: string,
    sessionId: string,
    options: AdministrationOptions = {},
  ): Promise<boolean> {
    const id = this.users.parseId(userId);
    await this.#authorize(id, options, false);
    if (id === undefined || !isUuid(sessionId)) return false;
    const filter = { only: sessionId };
    const actor = actorOf(options);
    const revoked = await this.revokeSessions.run(id, filter, 'revoked_by_admin', actor);
    return revoked.length > 0;
  }

  /**
   * Revokes all sessions of a user.
   *
   * @returns the number of revoked sessions
   */
  async endAllSessions(userId: string, options: AdministrationOptions = {}): Promise<number> {
    const id = this.users.parseId(userId);
    await this.#authorize(id, options, false);
    if (id === undefined) return 0;
    const actor = actorOf(options);
    const revoked = await this.revokeSessions.run(id, { all: true }, 'revoked_by_admin', actor);
    return revoked.length;
  }

  /**
   * Checks the actor before anything changes. The statement that makes the change checks the role again.
   *
   * @param isLockout whether the user could no longer administer others
   */
  async #authorize(
    userId: string | undefined,
    { actor, requiredRole }: AdministrationOptions,
    isLockout: boolean,
  ): Promise<RequiredRole | undefined> {
    if (requiredRole === undefined) return undefined;
    const actorId = actor === undefined ? undefined : this.users.parseId(actor.userId);
    const required = { actorId: actorId ?? '', role: requiredRole };
    if (actorId === undefined || !(await this.users.hasRole(required))) throw forbidden();
    if (isLockout && actorId === userId) {
      const reason = 'an administrator cannot disable, delete or demote themselves';
      throw new SocialAuthError('self_lockout', { reason, userId });
    }
    return required;
  }
}

/** Copies the ids, because a `Principal` has more properties. */
function actorOf({ actor }: AdministrationOptions): EventActor | undefined {
  return actor && { userId: actor.userId, sessionId: actor.sessionId };
}

function isFound(outcome: ChangeOutcome): boolean {
  if (outcome === 'forbidden') throw forbidden();
  return outcome === 'changed';
}

function forbidden(): SocialAuthError {
  const reason = 'the actor is disabled or does not have the required role';
  return new SocialAuthError('forbidden', { reason });
}
