import { Inject, Injectable } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { Database, type Executor, type Statement } from '../database/database.js';
import { replicaError } from '../database/database-unavailable.error.js';
import { SCHEMA, type Schema } from '../database/schema.js';
import { SharedStatement } from '../database/shared-statement.js';
import { toRoles } from '../database/sql.js';
import { revokeStatements } from './revoke-statements.js';
import type {
  CreatedSession,
  CreateSessionInput,
  RevocationReason,
  RotationResult,
  Session,
  InactiveReason,
  SessionFilter,
  SessionGeneration,
  StoredSession,
} from './session.js';
import { sessionStatements } from './session-statements.js';

/** Times are milliseconds since 1970. */
type SessionRow = Omit<Session, 'createdAt' | 'refreshedAt'> & {
  createdAt: number;
  refreshedAt: number;
};

type StoredSessionRow = SessionRow & { expiresAt: number; revokedAt: number | null };

type GenerationRow = Omit<
  SessionGeneration,
  'roles' | 'createdAt' | 'refreshedAt' | 'expiresAt'
> & { roles: unknown; createdAt: number; refreshedAt: number; expiresAt: number };

type CreatedRow = GenerationRow & { isNewDevice: boolean };

type CurrentGenerationRow = GenerationRow & {
  previousGeneration: number;
  isWithinGracePeriod: boolean;
  isReplica: boolean | null;
};

type RotatedRow = GenerationRow & {
  /** The generation that the refresh token named. */
  presented: number;
};

/** A refresh token that a request presents. */
interface Presented {
  readonly id: string;
  readonly generation: number;
}

/** Creates, refreshes and revokes sessions. The only place that reads and writes their rows. */
@Injectable()
export class SessionStore {
  readonly #sql: ReturnType<typeof sessionStatements>;
  readonly #revoke: ReturnType<typeof revokeStatements>;
  readonly #creations: SharedStatement<CreateSessionInput, CreatedRow>;
  readonly #rotations: SharedStatement<Presented, RotatedRow>;
  readonly #generations: SharedStatement<string, CurrentGenerationRow>;

  constructor(
    private readonly database: Database,
    @Inject(SCHEMA) schema: Schema,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {
    const sql = sessionStatements(schema);
    const { sessionMaxAge, sessionIdleTimeout, lostRefreshRecovery } = options;
    this.#sql = sql;
    this.#revoke = revokeStatements(schema);
    this.#creations = new SharedStatement(database, {
      one: sql.create,
      many: sql.createMany,
      omitsRows: true,
      values: toCreateValues,
      common: [sessionMaxAge],
    });
    this.#rotations = new SharedStatement(database, {
      one: sql.rotate,
      many: sql.rotateMany,
      omitsRows: true,
      values: ({ id, generation }) => [id, generation],
      common: [sessionIdleTimeout, lostRefreshRecovery],
    });
    this.#generations = new SharedStatement(database, {
      one: sql.generation,
      many: sql.generations,
      omitsRows: false,
      values: (id) => [id],
      common: [sessionIdleTimeout],
    });
  }

  /**
   * Creates a session in its first generation.
   *
   * One statement, which concurrent calls share, locks the rows of the user and the account, so that no session is created
   * for a user who is being disabled or an account that is being unlinked.
   *
   * @returns null when a session with this id exists, the user is disabled, or the user or account was deleted
   */
  async create(input: CreateSessionInput): Promise<CreatedSession | null> {
    const row = await this.#creations.run(input);
    return row && { ...toGeneration(row), isNewDevice: row.isNewDevice };
  }

  /** @returns the session, active or not, or null when it does not exist. */
  async find(id: string): Promise<StoredSession | null> {
    const [row] = await this.database.query<StoredSessionRow>(this.#sql.find, [id]);
    return row === undefined ? null : toStoredSession(row);
  }

  /** @returns the session when it is active, otherwise null. */
  async findActive(id: string): Promise<Session | null> {
    const values = [id, this.options.sessionIdleTimeout];
    const [row] = await this.database.query<SessionRow>(this.#sql.findActive, values);
    return row === undefined ? null : toSession(row);
  }

  /** @returns the current generation of an active session, or null when it is not active or its user is disabled. */
  async findGeneration(id: string): Promise<SessionGeneration | null> {
    const row = await this.#current(id);
    return row && toGeneration(row);
  }

  /** @returns the current generation when {@link rotate} would accept `generation`, otherwise null. */
  async findRefreshable(id: string, generation: number): Promise<SessionGeneration | null> {
    const current = await this.#current(id);
    if (current === null) return null;
    const isPredecessor =
      generation === current.previousGeneration &&
      (current.isWithinGracePeriod || this.options.lostRefreshRecovery);
    return generation === current.generation || isPredecessor ? toGeneration(current) : null;
  }

  /** @returns why a session is not active, or undefined when it is. */
  async findInactiveReason(id: string): Promise<InactiveReason | undefined> {
    const values = [id, this.options.sessionIdleTimeout];
    const [row] = await this.database.query<{ reason: InactiveReason; isActive: boolean }>(
      this.#sql.inactiveReason,
      values,
    );
    if (row === undefined) return 'unknown';
    return row.isActive ? undefined : row.reason;
  }

  /**
   * Records that the current refresh token was presented without being replaced.
   *
   * If the old token is presented later, this is then reuse and not a lost response.
   */
  async confirm(id: string, generation: number): Promise<void> {
    await this.database.query(this.#sql.confirm, [id, generation]);
  }

  /**
   * Lists the active sessions of a user, most recently refreshed first.
   *
   * @param currentId the session of the request, which comes first; null if it belongs to another user
   * @returns at most 101 sessions
   */
  async listActive(userId: string, currentId: string | null): Promise<Session[]> {
    const values = [userId, this.options.sessionIdleTimeout, currentId];
    const rows = await this.database.query<SessionRow>(this.#sql.listActive, values);
    return rows.map(toSession);
  }

  /** @returns the number of active sessions of a user. */
  async countActive(userId: string, executor: Executor): Promise<number> {
    const values = [userId, this.options.sessionIdleTimeout];
    const [row] = await executor.query<{ count: number }>(this.#sql.countActive, values);
    return row?.count ?? 0;
  }

  /** Reads all stored sessions of a user, active or not, in pages of at most `pageSize`. */
  async *readAll(userId: string, pageSize: number): AsyncGenerator<StoredSession[]> {
    let last: string | null = null;
    do {
      const values: unknown[] = [userId, last, pageSize];
      const rows: StoredSessionRow[] = await this.database.query(this.#sql.exportPage, values);
      yield rows.map(toStoredSession);
      last = rows.length < pageSize ? null : (rows.at(-1)?.id ?? null);
    } while (last !== null);
  }

  /**
   * Replaces the refresh token of a session with one conditional UPDATE, which concurrent calls share.
   *
   * For ten seconds, the old refresh token returns the current one again (two tabs). If the old token is presented later,
   * and the current token has never been presented, the response with the current token was probably lost. The session then
   * gets a new token, and the lost token is never accepted. Any other token is reuse and revokes the session (RFC 9700
   * §4.14.2).
   *
   * @param generation the generation that the presented token names
   */
  async rotate(id: string, generation: number): Promise<RotationResult> {
    const row = await this.#rotations.run({ id, generation });
    return row === null ? this.#explain(id, generation) : toRotation(row);
  }

  /**
   * Revokes sessions of a user.
   *
   * @returns the ids of the sessions that this call revoked
   */
  async revoke(
    userId: string,
    filter: SessionFilter,
    reason: RevocationReason,
    executor: Executor = this.database,
  ): Promise<string[]> {
    const [statement, ...values] = this.#revocation(filter);
    const rows = await executor.query<{ id: string }>(statement, [userId, reason, ...values]);
    return rows.map(({ id }) => id);
  }

  /**
   * Deletes sessions that expired more than a day ago or were revoked more than thirty days ago.
   *
   * @param limit maximum number of expired rows, and of revoked ones
   * @returns the number of deleted rows
   */
  async deleteExpired(limit: number): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(this.#sql.deleteExpired, [limit]);
    return row?.count ?? 0;
  }

  /** Returns the statement that revokes the sessions of a filter, and its values except the first two: user and reason. */
  #revocation(filter: SessionFilter): [Statement, ...string[]] {
    if ('all' in filter) return [this.#revoke.all];
    if ('only' in filter) return [this.#revoke.one, filter.only];
    if ('allExcept' in filter) return [this.#revoke.others, filter.allExcept];
    if ('accountIds' in filter) {
      return [this.#revoke.ofAccounts, JSON.stringify(filter.accountIds)];
    }
    return [this.#revoke.unlinked, filter.except, filter.unlinkedFrom];
  }

  async #current(id: string): Promise<CurrentGenerationRow | null> {
    const row = await this.#generations.run(id);
    if (row?.isReplica === true) throw replicaError();
    return row;
  }

  /** Explains why no row was updated, and revokes the session when the reason is reuse. */
  async #explain(id: string, generation: number): Promise<RotationResult> {
    const current = await this.#current(id);
    if (current === null || generation >= current.generation) return { outcome: 'unknown' };
    if (generation === current.previousGeneration && current.isWithinGracePeriod) {
      return { outcome: 'replayed', generation: toGeneration(current) };
    }
    const { userId } = current;
    const revoked = await this.revoke(userId, { only: id }, 'reuse_detected');
    return revoked.length > 0
      ? { outcome: 'reused', sessionId: id, userId }
      : { outcome: 'unknown' };
  }
}

function toCreateValues(session: CreateSessionInput): unknown[] {
  const { id, userId, accountId, provider, mode, clientId, userAgent, previousSessionId } = session;
  return [id, userId, accountId, provider, mode, clientId, userAgent, previousSessionId];
}

function toRotation(row: RotatedRow): RotationResult {
  const outcome = row.generation === row.presented + 1 ? 'rotated' : 'recovered';
  return { outcome, generation: toGeneration(row) };
}

function toSession({ createdAt, refreshedAt, ...row }: SessionRow): Session {
  return { ...row, createdAt: new Date(createdAt), refreshedAt: new Date(refreshedAt) };
}

function toStoredSession({ expiresAt, revokedAt, ...row }: StoredSessionRow): StoredSession {
  const times = { expiresAt: new Date(expiresAt), revokedAt: revokedAt && new Date(revokedAt) };
  return { ...toSession(row), ...times } as StoredSession;
}

function toGeneration(row: GenerationRow): SessionGeneration {
  const { sessionId, userId, roles, clientId, generation } = row;
  return {
    sessionId,
    userId,
    roles: toRoles(roles),
    clientId,
    generation,
    createdAt: new Date(row.createdAt),
    refreshedAt: new Date(row.refreshedAt),
    expiresAt: new Date(row.expiresAt),
  };
}
