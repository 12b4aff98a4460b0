import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { PrismaClient } from '../generated/prisma/client.js';

/** What a balancer asks: does the process live, and may it be sent people. */
@Controller()
export class HealthController {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** Live: says nothing of the database or of providers, so that their faults restart nobody. */
  @Get('health')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Ready: the database answers and has our tables. */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res() response: unknown): Promise<void> {
    const database = await this.prisma.user.findFirst({ select: { id: true } }).then(
      () => 'ok',
      () => 'unavailable',
    );
    const ok = database === 'ok';
    this.adapterHost.httpAdapter.reply(
      response,
      { status: ok ? 'ok' : 'unavailable', database },
      ok ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
    );
  }
}
