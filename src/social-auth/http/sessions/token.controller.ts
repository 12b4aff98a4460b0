import { Body, Controller, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { AuthEvents, loginFailure } from '../../core/auth-events.js';
import { SocialAuthError, UnauthenticatedError } from '../../core/errors.js';
import { FeatureRegistry } from '../../core/feature.js';
import { BROWSER_CLIENT_ID } from '../../core/oauth-client.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { ExchangeAuthorizationCode } from '../../flows/exchange-authorization-code.js';
import { RefreshSession } from '../../flows/refresh-session.js';
import type { RefreshClaims } from '../../tokens/refresh-token.service.js';
import type { TokenPair } from '../../tokens/token-pair.service.js';
import { CookieSession } from '../credentials/cookie-session.js';
import { RefreshCredentials } from '../credentials/refresh-credentials.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { Public } from '../guards/access-requirements.js';
import { JwtRefreshGuard, type RefreshRequest } from '../guards/jwt-refresh.guard.js';
import { RateLimited } from '../guards/rate-limit.guard.js';
import { ApiRoutes } from '../openapi/api-routes.decorator.js';
import type { HttpRequest } from '../request/http-request.js';
import { NoStore } from '../request/no-store.decorator.js';
import { ResponseSender } from '../request/response-sender.js';
import { toSearchParams } from '../request/search-params.js';
import { TOKEN_ROUTES } from './token.openapi.js';
import { tokenRequestSchema, type TokenResponse } from './token-schemas.js';

/** Issues tokens in exchange for a refresh token or an authorization code. */
@ApiRoutes(TOKEN_ROUTES)
@Public()
@Controller('auth')
export class TokenController {
  constructor(
    private readonly refreshSession: RefreshSession,
    private readonly exchangeAuthorizationCode: ExchangeAuthorizationCode,
    private readonly cookies: SessionCookies,
    private readonly cookieSession: CookieSession,
    private readonly features: FeatureRegistry,
    private readonly events: AuthEvents,
    private readonly sender: ResponseSender,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Counts refreshes with a valid token by session, so that one user cannot use up the limit of another. */
  @Post('refresh')
  @NoStore()
  @HttpCode(200)
  @UseGuards(JwtRefreshGuard)
  @RateLimited(RefreshCredentials, (credentials, request) => {
    const tracker = credentials.fromRequest(request).claims?.sessionId;
    return tracker === undefined ? { name: 'invalidRefresh' } : { name: 'refresh', tracker };
  })
  async refresh(@Req() request: RefreshRequest, @Res() response: unknown): Promise<void> {
    const { refreshClaims: claims } = request;
    if (claims === undefined) throw new Error('JwtRefreshGuard did not set refreshClaims');
    if (claims.clientId === BROWSER_CLIENT_ID) {
      const { access } = await this.#refreshCookies(claims, request, response);
      this.sender.ok(response, { expiresIn: access.expiresIn });
    } else {
      this.sender.ok(response, toTokenResponse(await this.refreshSession.run(claims)));
    }
  }

  @Post('token')
  @NoStore()
  @HttpCode(200)
  @RateLimited('token')
  async token(
    @Body() body: unknown,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const params = toSearchParams(body);
    const grant = this.features.findGrant(params.get('grant_type') ?? '');
    if (grant !== undefined) {
      const { authorization } = request.headers;
      const isPublicClient = this.options.clients.some(
        ({ clientId }) => clientId === params.get('client_id'),
      );
      const result = await grant({ params, authorization, isPublicClient });
      const { status, body: json, headers = {} } = result;
      return this.sender.json(response, status, json, headers);
    }
    try {
      const { data } = tokenRequestSchema.safeParse(body);
      const verifier = data?.code_verifier ?? data?.codeVerifier;
      if (data === undefined || verifier === undefined) {
        throw new SocialAuthError('invalid_request', {
          reason: 'code or code_verifier is missing or malformed',
        });
      }
      const pair = await this.exchangeAuthorizationCode.run(data.code, verifier);
      this.sender.ok(response, toTokenResponse(pair));
    } catch (error) {
      this.events.emit('login_failed', loginFailure(error));
      throw error;
    }
  }

  async #refreshCookies(
    claims: RefreshClaims,
    request: RefreshRequest,
    response: unknown,
  ): Promise<TokenPair> {
    try {
      const pair = await this.refreshSession.run(claims);
      this.cookies.write(response, pair);
      return pair;
    } catch (error) {
      if (error instanceof UnauthenticatedError) await this.cookieSession.end(request, response);
      throw error;
    }
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
