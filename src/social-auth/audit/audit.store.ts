import { Inject, Injectable } from '@nestjs/common';
import type { AuditEvent, PrismaClient } from '../../generated/prisma/client.js';
import { Clock } from '../../time/clock.js';
import { PRISMA, RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import type { AuditEntry } from './audit-entry.js';

export type { AuditEvent };

/** Keeps the audit trail; the only place that knows its rows. */
@Injectable()
export class AuditStore {
  constructor(
    @Inject(PRISMA) private readonly prisma: PrismaClient,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * Writes events in one statement, each with the user agent of its session; one that is there already
   * stays as it is.
   */
  async append(entries: readonly AuditEntry[]): Promise<void> {
    await this.prisma.$executeRaw`
      INSERT INTO "AuditEvent" ("id", "type", "userId", "sessionId", "provider", "detail", "userAgent",
        "count", "at")
      SELECT e."id", e."type", e."userId", e."sessionId", e."provider", e."detail", s."userAgent",
        e."count", e."at"
      FROM jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS e ("id" uuid, "type" text,
        "userId" uuid, "sessionId" uuid, "provider" text, "detail" text, "count" int, "at" timestamptz)
      LEFT JOIN "Session" s ON s."id" = e."sessionId"
      ON CONFLICT ("id") DO NOTHING`;
  }

  /** @returns the latest events of a user, newest first. */
  latest(userId: string, limit: number): Promise<AuditEvent[]> {
    return this.prisma.auditEvent.findMany({
      where: { userId },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: limit,
    });
  }

  /**
   * Deletes events that are older than the trail is kept.
   *
   * @param limit how many at the most, so that a long table is cleared in small steps
   * @returns how many
   */
  async prune(limit: number): Promise<number> {
    const tooOld = new Date(this.clock.milliseconds() - this.options.auditRetention);
    return this.prisma.$executeRaw`
      DELETE FROM "AuditEvent" WHERE "id" IN (
        SELECT "id" FROM "AuditEvent" WHERE "at" < ${tooOld} LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
  }
}
