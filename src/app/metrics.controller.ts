import { Controller, Get, Header } from '@nestjs/common';
import { revocationMetrics, RevocationFeed } from '../social-auth/index.js';

/** Serves metrics in the Prometheus text format. Registered only when METRICS is `true`. */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly feed: RevocationFeed) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  show(): string {
    return revocationMetrics(this.feed.stats);
  }
}
