import { Inject, Injectable } from '@nestjs/common';
import type { PrismaClient, Session, SessionMode } from '../../generated/prisma/client.js';
import { Clock } from '../../time/clock.js';
import { PreparedStatements } from '../database/prepared-statements.js';
import { PRISMA, RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';

export type { Session };

/** How long the predecessor of the live generation is answered with the same successor, in milliseconds. */
export const GRACE_PERIOD_MS = 10_000;

/** More sessions than a person has devices. */
const MAX_LISTED = 100;

/** Why a session ended. */
export type RevocationReason =
  | 'account_unlinked'
  | 'logout'
  | 'replaced'
  | 'reuse_detected'
  | 'revoked'
  | 'revoked_by_admin'
  | 'user_disabled';

/** What a new session is told. */
export interface CreateSessionInput {
  id: string;
  userId: string;
  /** The login that opens it. */
  accountId: string;
  provider: string;
  mode: SessionMode;
  /** Who its tokens are issued to. */
  clientId: string;
  userAgent: string | null;
}

/** The live generation of a session: everything its pair of tokens is made of. */
export interface SessionGeneration {
  sessionId: string;
  userId: string;
  roles: string[];
  clientId: string;
  generation: number;
  /** When the person logged in. */
  createdAt: Date;
  /** When this generation was issued; the same for everybody who is answered with it. */
  refreshedAt: Date;
  expiresAt: Date;
}

/** What became of a refresh. */
export type RotationResult =
  | { outcome: 'rotated' | 'replayed'; generation: SessionGeneration }
  | { outcome: 'reused'; sessionId: string; userId: string }
  | { outcome: 'unknown' };

/** Which of a user's sessions to end. */
export type SessionFilter =
  | { all: true }
  | { only: string }
  | { allBut: string }
  /** Those that an account of the provider opened which is linked no more. */
  | { unlinkedFrom: string; but: string };

const CREATE = `
  WITH person AS (
    SELECT u."id", u."roles" FROM "User" u JOIN "Account" a ON a."userId" = u."id"
    WHERE u."id" = $2::uuid AND a."id" = $3::uuid AND u."disabledAt" IS NULL
    FOR SHARE OF u FOR KEY SHARE OF a
  ), opened AS (
    INSERT INTO "Session" ("id", "userId", "accountId", "provider", "mode", "clientId", "generation",
      "userAgent", "createdAt", "refreshedAt", "expiresAt")
    SELECT $1::uuid, person."id", $3::uuid, $4, $5::"SessionMode", $6, 1, $7, $8::timestamptz,
      $8::timestamptz, $9::timestamptz
    FROM person
    ON CONFLICT ("id") DO NOTHING
    RETURNING "id"
  )
  SELECT person."roles" FROM opened, person`;

const ROTATE = `
  UPDATE "Session" s SET "generation" = s."generation" + 1, "refreshedAt" = $3::timestamptz
  FROM "User" u
  WHERE s."id" = $1::uuid AND s."generation" = $2::int AND s."revokedAt" IS NULL
    AND s."expiresAt" > $3::timestamptz AND s."refreshedAt" > $4::timestamptz
    AND u."id" = s."userId" AND u."disabledAt" IS NULL
  RETURNING s."id" AS "sessionId", s."userId", u."roles", s."clientId", s."generation",
    s."createdAt", s."refreshedAt", s."expiresAt"`;

/** Opens, refreshes and ends sessions; the only place that knows their rows. */
@Injectable()
export class SessionStore {
  constructor(
    @Inject(PRISMA) private readonly prisma: PrismaClient,
    private readonly statements: PreparedStatements,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * Opens a session in its first generation.
   *
   * One statement that holds the rows of user and account, so that a user who is being disabled gets none,
   * nor an account that is being unlinked.
   *
   * @returns null when a session of that id was opened before, or the user is disabled, or one of them gone
   */
  async create(session: CreateSessionInput): Promise<SessionGeneration | null> {
    const { id, userId, accountId, provider, mode, clientId, userAgent } = session;
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + this.options.sessionMaxAge);
    const values = [id, userId, accountId, provider, mode, clientId, userAgent, now, expiresAt];
    const opened = await this.statements.query<{ roles: string[] }>('open session', CREATE, values);
    if (opened[0] === undefined) return null;
    const [{ roles }] = opened;
    const times = { createdAt: now, refreshedAt: now, expiresAt };
    return { sessionId: id, userId, roles, clientId, generation: 1, ...times };
  }

  /** @returns the session while it lives, else null. */
  findActive(id: string): Promise<Session | null> {
    return this.prisma.session.findFirst({ where: { id, ...this.#living(this.clock.now()) } });
  }

  /** @returns the live generation of a session, or null when the session or its user is out. */
  async findGeneration(id: string): Promise<SessionGeneration | null> {
    const session = await this.prisma.session.findFirst({
      where: { id, ...this.#living(this.clock.now()), user: { disabledAt: null } },
      include: { user: { select: { roles: true } } },
    });
    return session === null ? null : { ...session, sessionId: id, roles: session.user.roles };
  }

  /**
   * Lists the living sessions of a user, the one seen last first.
   *
   * @param currentId the session that asks, which is among them while it lives
   * @returns a hundred and that one at the most
   */
  async listActive(userId: string, currentId: string): Promise<Session[]> {
    const listed = await this.prisma.session.findMany({
      where: { userId, ...this.#living(this.clock.now()) },
      orderBy: { refreshedAt: 'desc' },
      take: MAX_LISTED,
    });
    if (listed.length < MAX_LISTED || listed.some(({ id }) => id === currentId)) return listed;
    const current = await this.findActive(currentId);
    return current === null ? listed : [current, ...listed];
  }

  /**
   * Moves a session one generation on, if `generation` is the live one: one conditional UPDATE.
   *
   * The immediate predecessor is answered with the live generation for ten seconds (two tabs, a lost
   * answer); anything older or later is reuse of a refresh token and ends the session (RFC 9700 §4.14.2).
   */
  async rotate(id: string, generation: number): Promise<RotationResult> {
    const now = this.clock.now();
    const values = [id, generation, now, this.#idleLimit(now)];
    const [rotated] = await this.statements.query<SessionGeneration>(
      'rotate session',
      ROTATE,
      values,
    );
    if (rotated !== undefined) return { outcome: 'rotated', generation: rotated };
    return this.#explain(id, generation, now);
  }

  /** Ends some of a user's sessions at once. @returns the ids of those that lived until now. */
  async revoke(
    userId: string,
    choice: SessionFilter,
    revocationReason: RevocationReason,
  ): Promise<string[]> {
    const ended = await this.prisma.session.updateManyAndReturn({
      where: { userId, revokedAt: null, ...toWhere(choice) },
      data: { revokedAt: this.clock.now(), revocationReason },
      select: { id: true },
    });
    return ended.map(({ id }) => id);
  }

  /**
   * Deletes sessions that have been over for a day or more; what ended on purpose is kept for thirty.
   *
   * @param limit how many at the most, so that a long table is cleared in small steps
   * @returns how many
   */
  async prune(limit: number): Promise<number> {
    const day = 24 * 60 * 60 * 1000;
    const now = this.clock.now();
    const yesterday = new Date(now.getTime() - day);
    const lastMonth = new Date(now.getTime() - 30 * day);
    return this.prisma.$executeRaw`
      DELETE FROM "Session" WHERE "id" IN (
        SELECT "id" FROM "Session"
        WHERE "expiresAt" < ${yesterday} OR "revokedAt" < ${lastMonth}
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
  }

  /** Why no row was rotated, and the end of the session if that is reuse. */
  async #explain(id: string, generation: number, now: Date): Promise<RotationResult> {
    const live = await this.findGeneration(id);
    if (live === null || generation > live.generation) return { outcome: 'unknown' };
    const { userId } = live;
    const age = now.getTime() - live.refreshedAt.getTime();
    if (generation === live.generation - 1 && age <= GRACE_PERIOD_MS) {
      return { outcome: 'replayed', generation: live };
    }
    const ended = await this.revoke(userId, { only: id }, 'reuse_detected');
    return ended.length > 0 ? { outcome: 'reused', sessionId: id, userId } : { outcome: 'unknown' };
  }

  #living(now: Date) {
    return { revokedAt: null, expiresAt: { gt: now }, refreshedAt: { gt: this.#idleLimit(now) } };
  }

  #idleLimit(now: Date): Date {
    return new Date(now.getTime() - this.options.sessionIdleTimeout);
  }
}

function toWhere(choice: SessionFilter) {
  if ('only' in choice) return { id: choice.only };
  if ('unlinkedFrom' in choice) {
    return { accountId: null, provider: choice.unlinkedFrom, id: { not: choice.but } };
  }
  return 'allBut' in choice ? { id: { not: choice.allBut } } : {};
}
