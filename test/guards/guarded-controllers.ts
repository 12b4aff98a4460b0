import { Controller, Get, Post } from '@nestjs/common';
import {
  CurrentPrincipal,
  CurrentUser,
  OptionalAuth,
  Public,
  RecentLogin,
  Roles,
  Scopes,
  type Principal,
  type User,
} from '../../src/social-auth/index.js';

/** One route for each requirement. */
@Controller('things')
export class ThingsController {
  @Get('mine')
  mine(@CurrentPrincipal() principal: Principal) {
    return principal;
  }

  @Get('me')
  me(@CurrentUser() user: User) {
    return { email: user.email };
  }

  @Public()
  @Get('open')
  open(@CurrentPrincipal() principal: Principal | undefined) {
    return { known: principal !== undefined };
  }

  @OptionalAuth()
  @Get('optional')
  optional(@CurrentPrincipal() principal: Principal | undefined) {
    return { known: principal !== undefined };
  }

  @Roles('admin', 'owner')
  @Get('admin')
  admin() {
    return {};
  }

  @Scopes('things:read', 'things:list')
  @Get('scoped')
  scoped() {
    return {};
  }

  @Scopes('things:write')
  @Get('unscoped')
  unscoped() {
    return {};
  }

  @RecentLogin('5m')
  @Get('sensitive')
  sensitive() {
    return {};
  }

  @Post('change')
  change() {
    return {};
  }
}

/** Routes that contradict their controller or themselves. */
@Roles('admin')
@Controller('contradictory')
export class ContradictoryController {
  @OptionalAuth()
  @Get('open')
  open() {
    return {};
  }

  @Public()
  @RecentLogin('5m')
  @Get('both')
  both() {
    return {};
  }
}

/** A public controller with a restricted route. */
@Public()
@Controller('public')
export class PublicController {
  @Get()
  show() {
    return {};
  }

  @Roles('admin')
  @Get('restricted')
  restricted() {
    return {};
  }
}
