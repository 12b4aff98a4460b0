import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { SocialAuthError, UnauthenticatedError } from '../../core/errors.js';
import { BROWSER_CLIENT_ID } from '../../core/oauth-client.js';
import type { RefreshClaims } from '../../tokens/refresh-token.service.js';
import { RefreshCredentials, type RequestWithBody } from '../credentials/refresh-credentials.js';
import type { HttpRequest } from '../request/http-request.js';
import { SameOriginGuard } from './same-origin.guard.js';

/**
 * A request after {@link JwtRefreshGuard}.
 *
 * @publicApi
 */
export interface RefreshRequest extends RequestWithBody {
  /** The claims of the verified refresh token. */
  refreshClaims?: RefreshClaims;
}

/**
 * Requires a valid refresh token. A browser sends it in the refresh cookie, with proof that a page of the app sent the
 * request. A native client sends it as `{ "refreshToken": … }`.
 *
 * A browser's token is rejected in a body, and a client's token in a cookie. The guard does not check whether the session
 * is active, because the refresh itself does.
 *
 * @throws UnauthenticatedError `unauthenticated` or `invalid_token`
 * @throws SocialAuthError `invalid_request` or `cross_site_request`
 * @publicApi
 * @example
 * ```ts
 * @UseGuards(JwtRefreshGuard)
 * @Post('session-info')
 * info(@Req() { refreshClaims }: RefreshRequest) {
 *   return { sessionId: refreshClaims?.sessionId };
 * }
 * ```
 */
@Injectable()
export class JwtRefreshGuard implements CanActivate {
  constructor(
    private readonly credentials: RefreshCredentials,
    private readonly sameOrigin: SameOriginGuard,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<RefreshRequest>();
    const { from, claims } = this.credentials.fromRequest(request);
    if (from === 'malformed') {
      throw new SocialAuthError('invalid_request', {
        reason: 'the body is not an object, or its refreshToken is not a string',
      });
    }
    if (from !== 'body') this.#checkOrigin(request);
    if (from === 'none') {
      throw new UnauthenticatedError('unauthenticated', {
        reason: 'the request has no refresh token',
      });
    }
    const isBrowserToken = claims?.clientId === BROWSER_CLIENT_ID;
    if (claims === undefined || isBrowserToken !== (from === 'cookie')) {
      throw new UnauthenticatedError('invalid_token', {
        reason: 'the refresh token is invalid or expired, or was issued to another client',
      });
    }
    request.refreshClaims = claims;
    return true;
  }

  /**
   * Ignores the Authorization header, because the credential here is the cookie, and a Bearer token does not protect a
   * cookie.
   */
  #checkOrigin({ method, url, headers }: HttpRequest): void {
    this.sameOrigin.check({ method, url, headers: { ...headers, authorization: undefined } });
  }
}
