import { Controller, Get, Header } from '@nestjs/common';
import { ApiRoutes, revocationMetrics, RevocationFeed } from '../social-auth/index.js';
import { METRICS_ROUTES } from './metrics.openapi.js';

/** Serves metrics in the Prometheus text format. Registered only when METRICS is `true`. */
@ApiRoutes(METRICS_ROUTES)
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
