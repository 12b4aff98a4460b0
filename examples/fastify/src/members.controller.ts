import { Controller, Get, UseGuards } from '@nestjs/common';
import {
  CurrentPrincipal,
  CurrentUser,
  JwtAuthGuard,
  Roles,
  type Principal,
  type User,
} from 'nestjs-social-auth';
import { PrismaService } from './prisma/prisma.service.js';

@Controller('members')
@UseGuards(JwtAuthGuard)
export class MembersController {
  constructor(private readonly prisma: PrismaService) {}

  @Get('me')
  me(@CurrentUser() { id, handle, displayName }: User, @CurrentPrincipal() { claims }: Principal) {
    return { id, handle, displayName, tenant: claims.tenant };
  }

  @Get()
  @Roles('admin')
  list() {
    return this.prisma.member.findMany({ select: { id: true, handle: true, email: true } });
  }
}
