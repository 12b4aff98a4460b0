import { Inject, Injectable } from '@nestjs/common';
import type { PrismaClient, RateLimit } from '../../generated/prisma/client.js';
import { Clock } from '../core/clock.js';
import { PRISMA } from '../core/options.js';

/** How often a key was asked for in the window that ends then. */
export type Count = RateLimit;

/** Keeps the counts that all instances share; the only place that knows their rows. */
@Injectable()
export class RateLimitStore {
  constructor(
    @Inject(PRISMA) private readonly prisma: PrismaClient,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds what this instance has counted: one statement, in the order of the keys, so that two instances
   * cannot wait for one another.
   *
   * @param counts what is new; each key once
   * @returns what all instances have counted of these keys in the present window, and when that ends
   */
  add(counts: readonly Count[]): Promise<Count[]> {
    const keys = counts.map(({ key }) => key);
    const hits = counts.map((count) => count.hits);
    const ends = counts.map(({ endsAt }) => endsAt.toISOString());
    const now = this.clock.now();
    return this.prisma.$queryRaw<Count[]>`
      INSERT INTO "RateLimit" AS known ("key", "hits", "endsAt")
      SELECT * FROM unnest(${keys}::text[], ${hits}::int[], ${ends}::timestamptz[]) ORDER BY 1
      ON CONFLICT ("key") DO UPDATE SET
        "hits" = CASE WHEN known."endsAt" <= ${now} THEN excluded."hits"
          ELSE known."hits" + excluded."hits" END,
        "endsAt" = CASE WHEN known."endsAt" <= ${now} THEN excluded."endsAt" ELSE known."endsAt" END
      RETURNING "key", "hits", "endsAt"`;
  }

  /**
   * Deletes windows that are over.
   *
   * @param limit how many at the most
   * @returns how many
   */
  prune(limit: number): Promise<number> {
    return this.prisma.$executeRaw`
      DELETE FROM "RateLimit" WHERE "key" IN (
        SELECT "key" FROM "RateLimit" WHERE "endsAt" < ${this.clock.now()}
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
  }
}
