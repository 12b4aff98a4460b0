import { Injectable } from '@nestjs/common';
import { BROWSER_CLIENT_ID } from '../../core/oauth-client.js';
import { RefreshTokenService, type RefreshClaims } from '../../tokens/refresh-token.service.js';
import type { HttpRequest } from '../request/http-request.js';
import { SessionCookies } from './session-cookies.js';

/** Identifies the session of a browser by its refresh cookie, which outlives the access cookie. */
@Injectable()
export class CookieSession {
  constructor(
    private readonly cookies: SessionCookies,
    private readonly refreshTokens: RefreshTokenService,
  ) {}

  /** Returns the claims of a valid refresh cookie. Does not check whether the session is active. */
  fromRequest(request: HttpRequest): RefreshClaims | undefined {
    const token = this.cookies.refreshToken(request);
    const claims = token === undefined ? undefined : this.refreshTokens.verify(token);
    return claims?.clientId === BROWSER_CLIENT_ID ? claims : undefined;
  }
}
