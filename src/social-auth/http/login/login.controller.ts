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
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { sanitizeReturnTo } from '../request/return-to.js';
import { parseAuthorizationRequest } from '../request/authorization-request.js';
import { LoginFailureReporter } from './login-failure-reporter.js';
import { Public } from '../guards/access-requirements.js';
import { RateLimited } from '../guards/rate-limit.guard.js';
import { SameOriginGuard } from '../guards/same-origin.guard.js';
import type { HttpRequest } from '../request/http-request.js';
import { LoginTransactionService } from './login-transaction.service.js';
import { StartLogin } from './start-login.js';
import { CompleteLogin } from './complete-login.js';
import { PassportStrategyAdapter } from './passport/passport-strategy-adapter.js';
import { NoStore } from '../request/no-store.decorator.js';

/** A redirect after POST: the browser goes on with GET (RFC 9110 §15.4.4). */
const seeOther = (url: string) => ({ url, statusCode: HttpStatus.SEE_OTHER });

/** Sends people to a provider and takes them in when they come back. */
@Public()
@Controller('auth')
export class LoginController {
  constructor(
    private readonly providers: PassportStrategyAdapter,
    private readonly attempts: LoginTransactionService,
    private readonly beginning: StartLogin,
    private readonly ending: CompleteLogin,
    private readonly failures: LoginFailureReporter,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Starts a login: 303 to the provider. */
  @Post(':provider')
  @NoStore()
  @RateLimited('login')
  @UseGuards(SameOriginGuard)
  @Redirect()
  async start(
    @Param('provider') name: string,
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ) {
    const client = parseAuthorizationRequest(body ?? {}, this.options.clients);
    // A client's login ends at the client; a long path beside its request would burst the cookie.
    const returnTo = client === undefined ? sanitizeReturnTo(body?.['returnTo']) : '/';
    return seeOther(await this.beginning.run(name, { returnTo, client }, request, response));
  }

  /** A link to the start route does not start anything: it shows the login page. */
  @Get(':provider')
  @NoStore()
  @Redirect()
  showLoginPage(@Param('provider') name: string) {
    this.providers.get(name);
    return seeOther('/login');
  }

  /** Ends a login: the code is exchanged, the person signed in, 303 to where they wanted to go. */
  @Get(':provider/callback')
  @NoStore()
  @RateLimited('callback')
  @Redirect()
  async callback(
    @Param('provider') name: string,
    @Query() query: unknown,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ) {
    return this.failures.report(async () => {
      const provider = this.providers.get(name);
      const { code, transaction } = this.attempts.consume(request, response, provider, query);
      const profile = await this.providers.authenticate(provider, code, transaction);
      return seeOther(await this.ending.run(profile, transaction, request, response));
    }, name);
  }
}
