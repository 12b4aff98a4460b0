import { Controller, Get, Post, Redirect, UseGuards } from '@nestjs/common';
import { CurrentUser, PageAuthGuard, type User } from '../../../src/social-auth/index.js';

@Controller('dashboard')
@UseGuards(PageAuthGuard)
export class DashboardController {
  @Get()
  show(@CurrentUser() user: User) {
    return `Hello ${user.name}`;
  }

  @Post()
  @Redirect('/dashboard', 303)
  save() {}
}
