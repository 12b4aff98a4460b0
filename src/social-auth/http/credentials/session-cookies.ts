import { Injectable } from '@nestjs/common';
import type { IssuedAccessToken } from '../../tokens/access-token.service.js';
import type { TokenPair } from '../../tokens/token-pair.service.js';
import { CookieJar } from '../request/cookie-jar.js';
import type { HttpRequest } from '../request/http-request.js';

const ACCESS = 'access';
const REFRESH = 'refresh';

/**
 * Reads and writes the access and refresh cookies of a browser session. {@link CookieJar} sets their attributes.
 *
 * @publicApi
 */
@Injectable()
export class SessionCookies {
  constructor(private readonly jar: CookieJar) {}

  /** The name of the access cookie, such as `__Host-access`, or `access` on plain-http localhost. */
  get accessCookieName(): string {
    return this.jar.fullName(ACCESS);
  }

  /** Returns the unverified access token of the request. */
  accessToken(request: HttpRequest): string | undefined {
    return this.jar.get(request, ACCESS);
  }

  /** Returns the unverified refresh token of the request. */
  refreshToken(request: HttpRequest): string | undefined {
    return this.jar.get(request, REFRESH);
  }

  write(response: unknown, { access, refresh }: TokenPair): void {
    this.writeAccess(response, access);
    this.jar.set(response, REFRESH, refresh.token, refresh.expiresIn);
  }

  writeAccess(response: unknown, { token, expiresIn }: IssuedAccessToken): void {
    this.jar.set(response, ACCESS, token, expiresIn);
  }

  clear(response: unknown): void {
    this.jar.clear(response, ACCESS);
    this.jar.clear(response, REFRESH);
  }
}
