import { Controller, Get, UseGuards } from '@nestjs/common';
import { CurrentUser, JwtAuthGuard, Roles, type User } from 'nestjs-social-auth';
import { PrismaService } from './prisma/prisma.service.js';

@Controller('members')
@UseGuards(JwtAuthGuard)
export class MembersController {
  constructor(private readonly prisma: PrismaService) {}

  @Get('me')
  me(@CurrentUser() { id, handle, displayName }: User) {
    return { id, handle, displayName };
  }

  @Get()
  @Roles('admin')
  list() {
    return this.prisma.member.findMany({ select: { id: true, handle: true, email: true } });
  }
}
