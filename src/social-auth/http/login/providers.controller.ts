import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import { OptionalAuth } from '../guards/access-requirements.js';
import { JwtAuthGuard } from '../guards/jwt-auth.guard.js';
import { ApiRoutes } from '../openapi/api-routes.decorator.js';
import type { HttpRequest } from '../request/http-request.js';
import { NoStore } from '../request/no-store.decorator.js';
import { ResponseHeaders } from '../request/response-headers.js';
import { ResponseSender } from '../request/response-sender.js';
import { LoginPageService } from './login-page.service.js';
import { PROVIDERS_ROUTES } from './login-page.openapi.js';

/** Returns the data for a login page in a front end of the app. */
@ApiRoutes(PROVIDERS_ROUTES)
@Controller('auth/providers')
export class ProvidersController {
  constructor(
    private readonly loginPage: LoginPageService,
    private readonly headers: ResponseHeaders,
    private readonly sender: ResponseSender,
  ) {}

  @Get()
  @NoStore()
  @OptionalAuth()
  @UseGuards(JwtAuthGuard)
  list(@Req() request: HttpRequest, @Res() response: unknown): void {
    const data = this.loginPage.getData(request, response);
    this.headers.setLanguage(response, data.locale);
    this.sender.ok(response, data);
  }
}
