import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { AuditTrail, Roles } from '../../../src/social-auth/index.js';

@Controller('activity')
export class ActivityController {
  constructor(private readonly trail: AuditTrail) {}

  @Get(':userId')
  @Roles('support')
  show(@Param('userId', ParseUUIDPipe) userId: string) {
    return this.trail.recent(userId, 50);
  }
}
