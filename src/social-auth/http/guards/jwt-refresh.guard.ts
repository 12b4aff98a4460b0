import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { BROWSER_CLIENT_ID } from '../../core/oauth-client.js';
import { SocialAuthError, UnauthenticatedError } from '../../core/errors.js';
import type { RefreshClaims } from '../../tokens/refresh-token.service.js';
import type { HttpRequest } from '../request/http-request.js';
import { RefreshCredentials, type RequestWithBody } from '../credentials/refresh-credentials.js';
import { SameOriginGuard } from './same-origin.guard.js';

/** A request on which the guard has found a good refresh token. */
export interface RefreshRequest extends RequestWithBody {
  refreshClaims?: RefreshClaims;
}

/**
 * Lets a request pass that carries a good refresh token: in our cookie, with proof that our own page sent
 * it, or as `{ "refreshToken": … }` from an app that keeps its own.
 *
 * Each kind of session refuses the other's credential. Whether the session lives is not looked at here.
 *
 * @throws UnauthenticatedError, or SocialAuthError `invalid_request`, `cross_site_request`
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
      throw new SocialAuthError('invalid_request', { reason: 'the body names no token as text' });
    }
    if (from !== 'body') this.#checkOrigin(request);
    if (from === 'nowhere') {
      throw new UnauthenticatedError('unauthenticated', { reason: 'no refresh token was sent' });
    }
    const ofBrowser = claims?.clientId === BROWSER_CLIENT_ID;
    if (claims === undefined || ofBrowser !== (from === 'cookie')) {
      throw new UnauthenticatedError('invalid_token', {
        reason: 'the refresh token is not good (here)',
      });
    }
    request.refreshClaims = claims;
    return true;
  }

  /** It is the cookie that counts here, so a Bearer token beside it proves nothing. */
  #checkOrigin({ method, url, headers }: HttpRequest): void {
    this.sameOrigin.check({ method, url, headers: { ...headers, authorization: undefined } });
  }
}
