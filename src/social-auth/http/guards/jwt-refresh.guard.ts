import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { BROWSER_CLIENT } from '../../core/client.js';
import { SocialAuthError, UnauthenticatedError } from '../../core/errors.js';
import { RefreshTokenService, type RefreshClaims } from '../../tokens/refresh-token.service.js';
import { SessionCookies } from '../cookies/session-cookies.js';
import type { HttpRequest } from '../http-request.js';
import { SameOriginGuard } from './same-origin.guard.js';

/** A request on which the guard has found a good refresh token. */
export interface RefreshRequest extends HttpRequest {
  readonly body?: unknown;
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
    private readonly refreshTokens: RefreshTokenService,
    private readonly cookies: SessionCookies,
    private readonly sameOrigin: SameOriginGuard,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<RefreshRequest>();
    const inBody = tokenOf(request.body);
    if (inBody === undefined) this.#checkOrigin(request);
    const token = inBody ?? this.cookies.refreshToken(request);
    if (token === undefined) {
      throw new UnauthenticatedError('unauthenticated', { reason: 'no refresh token was sent' });
    }
    const claims = this.refreshTokens.verify(token);
    const ofBrowser = claims?.clientId === BROWSER_CLIENT;
    if (claims === undefined || ofBrowser !== (inBody === undefined)) {
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

/** The token in a body; undefined when the body names none. */
function tokenOf(body: unknown): string | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body !== 'object' || Array.isArray(body)) throw malformed('the body is no object');
  if (!Object.hasOwn(body, 'refreshToken')) return undefined;
  const { refreshToken } = body as { refreshToken: unknown };
  if (typeof refreshToken !== 'string' || refreshToken === '')
    throw malformed('refreshToken is no text');
  return refreshToken;
}

const malformed = (reason: string) => new SocialAuthError('invalid_request', { reason });
