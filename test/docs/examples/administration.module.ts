import { Controller, Module, Param, Post, UseGuards } from '@nestjs/common';
import { AdminService, SocialAuthAdminModule } from '../../../src/admin/index.js';
import {
  CurrentPrincipal,
  JwtAuthGuard,
  RecentLogin,
  Roles,
  type Principal,
} from '../../../src/social-auth/index.js';

@Controller('support')
@UseGuards(JwtAuthGuard)
@Roles('admin')
export class SupportController {
  constructor(private readonly admin: AdminService) {}

  @Post('users/:id/suspend')
  @RecentLogin('5m')
  suspend(@Param('id') userId: string, @CurrentPrincipal() actor: Principal) {
    return this.admin.disable(userId, actor);
  }
}

@Module({
  imports: [SocialAuthAdminModule.forRoot({ roles: ['admin', 'editor'] })],
  controllers: [SupportController],
})
export class AdministrationModule {}
