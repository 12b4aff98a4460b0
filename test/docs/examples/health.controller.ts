import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { Public, RevocationFeed } from '../../../src/social-auth/index.js';
import { PrismaService } from './prisma.service.js';

@Controller()
@Public()
export class HealthController {
  constructor(
    private readonly prisma: PrismaService,
    private readonly feed: RevocationFeed,
  ) {}

  @Get('health')
  health() {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready() {
    await this.prisma.$queryRaw`SELECT 1`.catch(() => {
      throw new ServiceUnavailableException('The database is unavailable');
    });
    const { isFresh, isClockSynchronized } = this.feed.stats;
    return { status: 'ok', isFresh, isClockSynchronized };
  }
}
