import { Controller, Sse, UseGuards } from '@nestjs/common';
import { interval, map, takeUntil } from 'rxjs';
import { CurrentPrincipal, JwtAuthGuard, RevocationFeed, type Principal } from 'nestjs-social-auth';

@Controller('events')
@UseGuards(JwtAuthGuard)
export class EventsController {
  constructor(private readonly feed: RevocationFeed) {}

  @Sse()
  events(@CurrentPrincipal() principal: Principal) {
    return interval(1000).pipe(
      map((count) => ({ data: { userId: principal.userId, count } })),
      takeUntil(this.feed.whenRevoked(principal)),
    );
  }
}
