import { Controller, Delete, Get, Param, Post, UseGuards } from '@nestjs/common';
import {
  CurrentUser,
  OptionalAuth,
  Public,
  RecentLogin,
  Roles,
  SameOriginGuard,
  Scopes,
  UserAdministration,
  type User,
} from '../../../src/social-auth/index.js';

@Controller('reports')
@UseGuards(SameOriginGuard)
export class ReportsController {
  constructor(private readonly administration: UserAdministration) {}

  @Get()
  @Scopes('reports:read')
  list(@CurrentUser() user: User) {
    return { for: user.email };
  }

  @Get('status')
  @Public()
  status() {
    return { up: true };
  }

  @Get('teaser')
  @OptionalAuth()
  teaser(@CurrentUser() user: User | undefined) {
    return { hello: user?.name ?? 'guest' };
  }

  @Delete()
  @RecentLogin('5m')
  deleteAll() {
    return { deleted: true };
  }

  @Post('authors/:id/disable')
  @Roles('admin')
  disable(@Param('id') userId: string) {
    return this.administration.disable(userId);
  }
}
