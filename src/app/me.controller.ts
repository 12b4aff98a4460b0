import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import {
  ApiRoutes,
  CurrentPrincipal,
  JwtAuthGuard,
  UnauthenticatedError,
  UserService,
  type Principal,
} from '../social-auth/index.js';
import { ME_ROUTES } from './me.openapi.js';

/** Example of a guarded route: returns the current user. */
@ApiRoutes(ME_ROUTES)
@Controller('api/me')
@UseGuards(JwtAuthGuard)
export class MeController {
  constructor(private readonly users: UserService) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  async show(@CurrentPrincipal() { userId, sessionId }: Principal) {
    const user = await this.users.findWithAccounts(userId);
    if (user === null) {
      throw new UnauthenticatedError('invalid_token', {
        reason: 'the user of the access token no longer exists',
      });
    }
    const { id, name, email, emailVerified, picture, roles } = user;
    const accounts = user.accounts.map((account) => ({
      id: account.id,
      provider: account.provider,
      subject: account.subject,
      username: account.username,
      email: account.email,
      emailVerified: account.emailVerified,
    }));
    return { id, name, email, emailVerified, picture, roles, sessionId, accounts };
  }
}
