import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { LoginPageService, type HttpRequest } from '../../../src/social-auth/index.js';
import { SignIn } from './sign-in.js';

@Controller('app')
export class SignInController {
  constructor(private readonly loginPage: LoginPageService) {}

  @Get(['sign-in', 'sign-in-failed'])
  @Header('Cache-Control', 'no-store')
  @Header('Content-Type', 'text/html; charset=utf-8')
  show(@Req() request: HttpRequest, @Res({ passthrough: true }) response: object): string {
    return renderToString(h(SignIn, this.loginPage.getData(request, response)));
  }
}
