import { Injectable } from '@nestjs/common';
import type { AuditEvent } from '../audit/audit.store.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { UnauthenticatedError } from '../core/errors.js';
import { Database } from '../database/database.js';
import type { StoredSession } from '../sessions/session.js';
import { SessionStore } from '../sessions/session.store.js';
import type { Account } from '../users/account.js';
import type { UserProfile } from '../users/user.js';
import { UserService } from '../users/user.service.js';
import { UserDataHookRegistry } from './user-data-hook-registry.js';

/** Maximum number of rows in memory for each list. */
const PAGE_SIZE = 500;

/** The data that is stored about a user. The lists are read in pages while they are sent. */
export interface UserExport {
  readonly user: UserProfile;
  readonly accounts: readonly Account[];
  /** The data of the app. */
  readonly data: object;
  readonly sessions: AsyncIterable<readonly StoredSession[]>;
  readonly activity: AsyncIterable<readonly AuditEvent[]>;
}

/** Reads the data that is stored about a user. */
@Injectable()
export class ExportUser {
  constructor(
    private readonly database: Database,
    private readonly users: UserService,
    private readonly sessions: SessionStore,
    private readonly trail: AuditTrail,
    private readonly hooks: UserDataHookRegistry,
  ) {}

  /** @throws UnauthenticatedError `invalid_token` when the user does not exist, or what the hook `exportUser` throws */
  async run(userId: string): Promise<UserExport> {
    const found = await this.users.findWithAccounts(userId);
    if (found === null) {
      throw new UnauthenticatedError('invalid_token', { reason: 'the user has been deleted' });
    }
    const { accounts, ...user } = found;
    const data = await this.database.transaction((tx) => this.hooks.exportUser(userId, tx));
    return {
      user,
      accounts,
      data,
      sessions: this.sessions.readAll(userId, PAGE_SIZE),
      activity: this.trail.readAll(userId, PAGE_SIZE),
    };
  }
}
