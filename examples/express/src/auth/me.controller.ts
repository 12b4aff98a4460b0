import { Controller, Get, UseGuards } from '@nestjs/common';
import { CurrentPrincipal, JwtAuthGuard, type Principal } from 'nestjs-social-auth';

@Controller('me')
@UseGuards(JwtAuthGuard)
export class MeController {
  @Get()
  show(@CurrentPrincipal() { userId, sessionId, roles }: Principal) {
    return { userId, sessionId, roles };
  }
}
