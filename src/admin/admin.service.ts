import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  AuditTrail,
  SocialAuthError,
  UserAdministration,
  UserSearch,
  UserService,
  type Account,
  type AdministrationOptions,
  type AuditEvent,
  type EventActor,
  type Session,
  type UserPage,
  type UserProfile,
} from '../social-auth/index.js';
import { ADMIN_OPTIONS, type ResolvedAdminOptions } from './admin-options.js';

/** Maximum number of events in {@link UserDetails}. */
const MAX_EVENTS = 50;

/** Maximum number of actors in {@link UserDetails}. */
const MAX_ACTORS = 10;

/**
 * A user with everything that the administration page shows about the user.
 *
 * @publicApi
 */
export interface UserDetails {
  readonly user: UserProfile;
  /** Oldest first. */
  readonly accounts: readonly Account[];
  /** The active sessions, most recently used first. Contains at most 101. */
  readonly sessions: readonly Session[];
  /** The latest events, newest first. Contains at most 50. */
  readonly events: readonly AuditEvent[];
  /** The users who caused these events. Contains at most ten, and no deleted users. */
  readonly actors: readonly UserProfile[];
}

/**
 * The operations of the administration pages, for routes of your own.
 *
 * Every change requires that the actor is enabled and has the role of an administrator. The database checks both at the
 * time of the change. The audit trail records every change with the actor.
 *
 * @throws SocialAuthError `user_not_found`, `forbidden`, or `self_lockout` when administrators would disable, delete or
 *   demote themselves
 * @publicApi
 * @example
 * ```ts
 * @Roles('admin')
 * @Post('users/:id/suspend')
 * suspend(@Param('id') id: string, @CurrentPrincipal() actor: Principal) {
 *   return this.admin.disable(id, actor);
 * }
 * ```
 */
@Injectable()
export class AdminService implements OnModuleInit {
  constructor(
    private readonly administration: UserAdministration,
    private readonly users: UserService,
    private readonly search: UserSearch,
    private readonly trail: AuditTrail,
    @Inject(ADMIN_OPTIONS) private readonly options: ResolvedAdminOptions,
  ) {}

  /**
   * Checks that the database has the indexes of the user search.
   *
   * @throws ConfigurationError with the statement that creates each missing index
   */
  async onModuleInit(): Promise<void> {
    await this.search.verifyIndexes();
  }

  /**
   * Finds users by the start of their name, email address or id, or by their subject at a provider.
   *
   * @param query untrusted input. If it is empty, all users are returned.
   * @param after the value `next` of the previous page. Untrusted input.
   * @throws SocialAuthError `invalid_request` when `after` is malformed
   */
  findUsers(query?: string, after?: string): Promise<UserPage> {
    return this.search.find(query, after);
  }

  /** @throws SocialAuthError `user_not_found` */
  async getUser(userId: string): Promise<UserDetails> {
    const found = await this.users.findWithAccounts(userId);
    if (found === null) throw userNotFound();
    const { accounts, ...user } = found;
    const [sessions, events] = await Promise.all([
      this.administration.listSessions(user.id),
      this.trail.recent(user.id, MAX_EVENTS),
    ]);
    return { user, accounts, sessions, events, actors: await this.#findActors(events) };
  }

  /** Revokes all sessions of a user, and rejects further logins. */
  async disable(userId: string, actor: EventActor): Promise<void> {
    assertFound(await this.administration.disable(userId, this.#by(actor)));
  }

  /** Allows a disabled user to sign in again. */
  async enable(userId: string, actor: EventActor): Promise<void> {
    assertFound(await this.administration.enable(userId, this.#by(actor)));
  }

  /** Deletes a user with all accounts and sessions. */
  async delete(userId: string, actor: EventActor): Promise<void> {
    assertFound(await this.administration.delete(userId, this.#by(actor)));
  }

  /**
   * Sets the roles of a user. Changes only roles that the option `roles` contains. The user keeps all other roles.
   *
   * @param roles untrusted input
   * @throws SocialAuthError `invalid_request` for a role that is not in the option `roles`
   */
  async setRoles(userId: string, roles: readonly string[], actor: EventActor): Promise<void> {
    const assignable = new Set(this.options.roles);
    const found = await this.users.findWithAccounts(userId);
    if (found === null) throw userNotFound();
    const kept = found.roles.filter((role) => !assignable.has(role));
    if (roles.some((role) => !assignable.has(role) && !kept.includes(role))) {
      throw new SocialAuthError('invalid_request', { reason: 'a role cannot be assigned' });
    }
    // If the user model has a single role, only the first role of this list is stored, so an assigned role replaces the
    // previous one.
    const all = [...this.options.roles.filter((role) => roles.includes(role)), ...kept];
    assertFound(await this.administration.setRoles(found.id, all, this.#by(actor)));
  }

  /** @throws SocialAuthError `session_not_found` when the user has no active session with this id */
  async endSession(userId: string, sessionId: string, actor: EventActor): Promise<void> {
    if (await this.administration.endSession(userId, sessionId, this.#by(actor))) return;
    throw new SocialAuthError('session_not_found', { reason: 'the user has no such session' });
  }

  /** Revokes all sessions of a user. */
  async endAllSessions(userId: string, actor: EventActor): Promise<void> {
    assertFound((await this.users.findWithAccounts(userId)) !== null);
    await this.administration.endAllSessions(userId, this.#by(actor));
  }

  async #findActors(events: readonly AuditEvent[]): Promise<UserProfile[]> {
    const ids = new Set(events.flatMap(({ actorId }) => actorId ?? []));
    const found = await Promise.all(
      [...ids].slice(0, MAX_ACTORS).map((id) => this.users.findWithAccounts(id)),
    );
    return found.flatMap((user) => user ?? []);
  }

  #by(actor: EventActor): AdministrationOptions {
    return { actor, requiredRole: this.options.role };
  }
}

function assertFound(isFound: boolean): void {
  if (!isFound) throw userNotFound();
}

function userNotFound(): SocialAuthError {
  return new SocialAuthError('user_not_found', { reason: 'no user has this id' });
}
