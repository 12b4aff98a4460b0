import { Injectable } from '@nestjs/common';
import { BROWSER_CLIENT } from '../core/client.js';
import { RefreshTokenService, type RefreshClaims } from '../tokens/refresh-token.service.js';
import { SessionCookies } from './cookies/session-cookies.js';
import type { HttpRequest } from './http-request.js';

/** Tells which session a browser is in, however long ago its access cookie has expired. */
@Injectable()
export class BrowserSession {
  constructor(
    private readonly cookies: SessionCookies,
    private readonly refreshTokens: RefreshTokenService,
  ) {}

  /** @returns what its refresh cookie says when we made it; whether the session lives is not looked at. */
  of(request: HttpRequest): RefreshClaims | undefined {
    const token = this.cookies.refreshToken(request);
    const claims = token === undefined ? undefined : this.refreshTokens.verify(token);
    return claims?.clientId === BROWSER_CLIENT ? claims : undefined;
  }
}
