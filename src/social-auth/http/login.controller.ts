import {
  Body,
  Controller,
  Get,
  HttpStatus,
  Inject,
  Param,
  Post,
  Query,
  Redirect,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { returnPath } from '../core/return-path.js';
import { readClientRequest } from './client-request.js';
import { FailedLogins } from './failed-logins.js';
import { Public } from './guards/access-requirements.js';
import { RateLimited } from './guards/rate-limit.guard.js';
import { SameOriginGuard } from './guards/same-origin.guard.js';
import type { HttpRequest } from './http-request.js';
import { LoginAttempts } from './login-attempts.js';
import { LoginBeginning } from './login-beginning.js';
import { LoginEnding } from './login-ending.js';
import { ProviderLogin } from './passport/provider-login.js';
import { PrivateResponses } from './private-responses.decorator.js';

/** A redirect after POST: the browser goes on with GET (RFC 9110 §15.4.4). */
const seeOther = (url: string) => ({ url, statusCode: HttpStatus.SEE_OTHER });

/** Sends people to a provider and takes them in when they come back. */
@Public()
@PrivateResponses()
@Controller('auth')
export class LoginController {
  constructor(
    private readonly providers: ProviderLogin,
    private readonly attempts: LoginAttempts,
    private readonly beginning: LoginBeginning,
    private readonly ending: LoginEnding,
    private readonly failures: FailedLogins,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Starts a login: 303 to the provider. */
  @Post(':provider')
  @RateLimited('start')
  @UseGuards(SameOriginGuard)
  @Redirect()
  async start(
    @Param('provider') name: string,
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ) {
    const client = readClientRequest(body ?? {}, this.options.clients);
    // A client's login ends at the client; a long path beside its request would burst the cookie.
    const returnTo = client === undefined ? returnPath(body?.['returnTo']) : '/';
    return seeOther(await this.beginning.run(name, { returnTo, client }, request, response));
  }

  /** A link to the start route does not start anything: it shows the login page. */
  @Get(':provider')
  @Redirect()
  showLoginPage(@Param('provider') name: string) {
    this.providers.find(name);
    return seeOther('/login');
  }

  /** Ends a login: the code is exchanged, the person signed in, 303 to where they wanted to go. */
  @Get(':provider/callback')
  @RateLimited('callback')
  @Redirect()
  async callback(
    @Param('provider') name: string,
    @Query() query: unknown,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ) {
    return this.failures.watch(async () => {
      const provider = this.providers.find(name);
      const { code, transaction } = this.attempts.redeem(request, response, provider, query);
      const profile = await this.providers.complete(provider, code, transaction);
      return seeOther(await this.ending.run(profile, transaction, request, response));
    }, name);
  }
}
