import { Controller, Post, Req, Res } from '@nestjs/common';
import { LoginService, type HttpRequest } from '../../../src/social-auth/index.js';

@Controller('calendar')
export class CalendarController {
  constructor(private readonly logins: LoginService) {}

  @Post('connect')
  async connect(@Req() request: HttpRequest, @Res() response: unknown) {
    const login = {
      scopes: ['https://www.googleapis.com/auth/calendar.readonly'],
      authorizationParams: { include_granted_scopes: 'true' },
      returnTo: '/calendar',
    };
    await this.logins.start('google', login, request, response);
  }
}
