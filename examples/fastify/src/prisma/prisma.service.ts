import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../generated/prisma/client.js';

@Injectable()
export class PrismaService extends PrismaClient implements OnApplicationShutdown {
  constructor(config: ConfigService) {
    // The time zone is UTC, because the adapter reads timestamps as UTC.
    const connectionString = config.getOrThrow<string>('DATABASE_URL');
    super({ adapter: new PrismaPg({ connectionString, options: '-c TimeZone=UTC' }) });
  }

  /** Disconnects in this hook, because requests in flight use the client until the server has closed. */
  async onApplicationShutdown(): Promise<void> {
    await this.$disconnect();
  }
}
