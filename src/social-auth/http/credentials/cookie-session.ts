import { Injectable } from '@nestjs/common';
import { BROWSER_CLIENT_ID } from '../../core/oauth-client.js';
import { RefreshTokenService, type RefreshClaims } from '../../tokens/refresh-token.service.js';
import { SessionCookies } from './session-cookies.js';
import type { HttpRequest } from '../request/http-request.js';

/** Tells which session a browser is in, however long ago its access cookie has expired. */
@Injectable()
export class CookieSession {
  constructor(
    private readonly cookies: SessionCookies,
    private readonly refreshTokens: RefreshTokenService,
  ) {}

  /** @returns what its refresh cookie says when we made it; whether the session lives is not looked at. */
  fromRequest(request: HttpRequest): RefreshClaims | undefined {
    const token = this.cookies.refreshToken(request);
    const claims = token === undefined ? undefined : this.refreshTokens.verify(token);
    return claims?.clientId === BROWSER_CLIENT_ID ? claims : undefined;
  }
}
