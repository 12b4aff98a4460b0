import { Body, Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { BROWSER_CLIENT_ID } from '../../core/oauth-client.js';
import { SocialAuthError, UnauthenticatedError } from '../../core/errors.js';
import { ExchangeAuthorizationCode } from '../../flows/exchange-authorization-code.js';
import { RefreshSession } from '../../flows/refresh-session.js';
import type { TokenPair } from '../../tokens/token-pair.service.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { LoginFailureReporter } from '../login/login-failure-reporter.js';
import { Public } from '../guards/access-requirements.js';
import { JwtRefreshGuard, type RefreshRequest } from '../guards/jwt-refresh.guard.js';
import { RateLimited } from '../guards/rate-limit.guard.js';
import { NoStore } from '../request/no-store.decorator.js';

/** What an app that keeps its own tokens is answered with. */
export interface TokenResponse {
  accessToken: string;
  refreshToken: string;
  tokenType: 'Bearer';
  /** How long the access token lives, in seconds. */
  expiresIn: number;
}

/** RFC 6749 §4.1.3 and RFC 7636 §4.5 by their own names, or in camelCase as the rest of this API. */
const redeemSchema = z
  .object({
    code: z.string().min(1).max(512),
    code_verifier: z.string().optional(),
    codeVerifier: z.string().optional(),
  })
  .transform(({ code, code_verifier, codeVerifier }) => ({
    code,
    verifier: code_verifier ?? codeVerifier,
  }))
  .pipe(z.object({ code: z.string(), verifier: z.string().regex(/^[\w.~-]{43,128}$/) }));

/** Issues tokens for what proves a login: a one-time code, or a refresh token. */
@Public()
@NoStore()
@Controller('auth')
export class TokenController {
  constructor(
    private readonly refreshSession: RefreshSession,
    private readonly redeemLoginCode: ExchangeAuthorizationCode,
    private readonly cookies: SessionCookies,
    private readonly failures: LoginFailureReporter,
  ) {}

  @Post('refresh')
  @HttpCode(200)
  @UseGuards(JwtRefreshGuard)
  @RateLimited('refresh')
  async refresh(
    @Req() { refreshClaims: claims }: RefreshRequest,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<TokenResponse | { expiresIn: number }> {
    if (claims === undefined) throw new Error('the refresh guard found no claims');
    if (claims.clientId !== BROWSER_CLIENT_ID)
      {return toTokenResponse(await this.refreshSession.run(claims));}
    try {
      const pair = await this.refreshSession.run(claims);
      this.cookies.write(response, pair);
      return { expiresIn: pair.access.expiresIn };
    } catch (error) {
      if (error instanceof UnauthenticatedError) this.cookies.clear(response);
      throw error;
    }
  }

  @Post('token')
  @HttpCode(200)
  @RateLimited('token')
  async token(@Body() body: unknown): Promise<TokenResponse> {
    return this.failures.report(async () => {
      const { data } = redeemSchema.safeParse(body);
      if (data === undefined) {
        throw new SocialAuthError('invalid_request', {
          reason: 'code or code_verifier is missing or malformed',
        });
      }
      return toTokenResponse(await this.redeemLoginCode.run(data.code, data.verifier));
    });
  }
}

function toTokenResponse({ access, refresh }: TokenPair): TokenResponse {
  return {
    accessToken: access.token,
    refreshToken: refresh.token,
    tokenType: 'Bearer',
    expiresIn: access.expiresIn,
  };
}
