import { Inject, Injectable } from '@nestjs/common';
import { PrismaClient } from '../../generated/prisma/client.js';
import { PRISMA } from '../core/options.js';
import type { RevokedSession } from './revocation-source.js';

/** Reads through the app's own Prisma client which sessions ended. */
@Injectable()
export class RevocationStore {
  constructor(@Inject(PRISMA) private readonly prisma: PrismaClient) {}

  async revokedSince(since: Date): Promise<RevokedSession[]> {
    const sessions = await this.prisma.session.findMany({
      where: { revokedAt: { gt: since } },
      select: { id: true, revokedAt: true },
    });
    return sessions.map(({ id, revokedAt }) => ({ id, revokedAt: revokedAt ?? since }));
  }
}
