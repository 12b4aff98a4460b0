import { Inject, Injectable } from '@nestjs/common';
import {
  Prisma,
  PrismaClient,
  type Session,
  type SessionMode,
} from '../../generated/prisma/client.js';
import { Clock } from '../core/clock.js';
import { PRISMA, RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';

export type { Session };

/** How long the predecessor of the live generation is answered with the same successor, in milliseconds. */
export const REPLAY_GRACE_MS = 10_000;

/** Why a session ended. */
export type EndReason = 'logout' | 'reuse_detected';

/** What a new session is told. */
export interface NewSession {
  id: string;
  userId: string;
  accountId: string;
  provider: string;
  mode: SessionMode;
  userAgent: string | null;
}

/** The live generation of a session: everything its pair of tokens is made of. */
export interface Generation {
  sessionId: string;
  userId: string;
  roles: string[];
  mode: SessionMode;
  generation: number;
  /** When this generation was issued; the same for everybody who is answered with it. */
  refreshedAt: Date;
  expiresAt: Date;
}

/** What became of a refresh. */
export type Rotation =
  | { outcome: 'rotated' | 'replayed'; generation: Generation }
  | { outcome: 'reused'; sessionId: string; userId: string }
  | { outcome: 'unknown' };

/** Opens, refreshes and ends sessions; the only place that knows their rows. */
@Injectable()
export class SessionStore {
  constructor(
    @Inject(PRISMA) private readonly prisma: PrismaClient,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** @returns the session; null when a session of that id was opened before. */
  async open(session: NewSession): Promise<Session | null> {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + this.options.sessionLifetimeSeconds * 1000);
    try {
      return await this.prisma.session.create({
        data: { ...session, createdAt: now, refreshedAt: now, expiresAt },
      });
    } catch (error) {
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
        return null;
      throw error;
    }
  }

  /** @returns the session while it lives, else null. */
  findLive(id: string): Promise<Session | null> {
    const now = this.clock.now();
    return this.prisma.session.findFirst({
      where: {
        id,
        endedAt: null,
        expiresAt: { gt: now },
        refreshedAt: { gt: this.#idleLimit(now) },
      },
    });
  }

  /**
   * Moves a session one generation on, if `generation` is the live one: one conditional UPDATE.
   *
   * The immediate predecessor is answered with the live generation for ten seconds (two tabs, a lost
   * answer); anything older or later is reuse of a refresh token and ends the session (RFC 9700 §4.14.2).
   */
  async rotate(id: string, generation: number): Promise<Rotation> {
    const now = this.clock.now();
    const [rotated] = await this.prisma.$queryRaw<Generation[]>`
      UPDATE "Session" s SET "generation" = s."generation" + 1, "refreshedAt" = ${now}
      FROM "User" u
      WHERE s."id" = ${id}::uuid AND s."generation" = ${generation} AND s."endedAt" IS NULL
        AND s."expiresAt" > ${now} AND s."refreshedAt" > ${this.#idleLimit(now)} AND u."id" = s."userId"
      RETURNING s."id" AS "sessionId", s."userId", u."roles", s."mode"::text AS "mode",
        s."generation", s."refreshedAt", s."expiresAt"`;
    if (rotated !== undefined) return { outcome: 'rotated', generation: rotated };
    return this.#explain(id, generation, now);
  }

  /** Ends a session. @returns whether it lived until now. */
  async end(id: string, reason: EndReason): Promise<boolean> {
    const { count } = await this.prisma.session.updateMany({
      where: { id, endedAt: null },
      data: { endedAt: this.clock.now(), endReason: reason },
    });
    return count > 0;
  }

  /** Why no row was rotated, and the end of the session if that is reuse. */
  async #explain(id: string, generation: number, now: Date): Promise<Rotation> {
    const session = await this.findLive(id);
    if (session === null || generation > session.generation) return { outcome: 'unknown' };
    const age = now.getTime() - session.refreshedAt.getTime();
    if (generation === session.generation - 1 && age <= REPLAY_GRACE_MS) {
      return { outcome: 'replayed', generation: await this.#liveGeneration(session) };
    }
    const ended = await this.end(id, 'reuse_detected');
    return ended
      ? { outcome: 'reused', sessionId: id, userId: session.userId }
      : { outcome: 'unknown' };
  }

  async #liveGeneration({ id, ...session }: Session): Promise<Generation> {
    const { roles } = await this.prisma.user.findUniqueOrThrow({
      where: { id: session.userId },
      select: { roles: true },
    });
    const { userId, mode, generation, refreshedAt, expiresAt } = session;
    return { sessionId: id, userId, roles, mode, generation, refreshedAt, expiresAt };
  }

  #idleLimit(now: Date): Date {
    return new Date(now.getTime() - this.options.sessionIdleSeconds * 1000);
  }
}
