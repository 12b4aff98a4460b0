import { Inject, Injectable } from '@nestjs/common';
import { PrismaClient } from '../../generated/prisma/client.js';
import { PRISMA } from '../core/options.js';
import type { EndedSession } from './revocation-source.js';

/** Reads through the app's own Prisma client which sessions ended. */
@Injectable()
export class RevocationStore {
  constructor(@Inject(PRISMA) private readonly prisma: PrismaClient) {}

  async endedSince(since: Date): Promise<EndedSession[]> {
    const sessions = await this.prisma.session.findMany({
      where: { endedAt: { gt: since } },
      select: { id: true, endedAt: true },
    });
    return sessions.map(({ id, endedAt }) => ({ id, endedAt: endedAt ?? since }));
  }
}
