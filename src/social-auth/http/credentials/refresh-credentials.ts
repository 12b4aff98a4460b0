import { Injectable } from '@nestjs/common';
import { RefreshTokenService, type RefreshClaims } from '../../tokens/refresh-token.service.js';
import type { HttpRequest } from '../request/http-request.js';
import { SessionCookies } from './session-cookies.js';

/** A request with an unvalidated body. */
export interface RequestWithBody extends HttpRequest {
  readonly body?: unknown;
}

/** The refresh token of a request, and where it was found. */
export interface RefreshCredential {
  /** `malformed`: the body is not an object, or its `refreshToken` is not a string. */
  readonly from: 'body' | 'cookie' | 'none' | 'malformed';
  /** The claims of a valid token; undefined otherwise. */
  readonly claims: RefreshClaims | undefined;
}

/** Reads and verifies the refresh token of a request, once per request. */
@Injectable()
export class RefreshCredentials {
  readonly #cache = new WeakMap<HttpRequest, RefreshCredential>();

  constructor(
    private readonly refreshTokens: RefreshTokenService,
    private readonly cookies: SessionCookies,
  ) {}

  /** Returns the refresh token in the body, or the one in the cookie when the body has none. */
  fromRequest(request: RequestWithBody): RefreshCredential {
    const cached = this.#cache.get(request);
    if (cached !== undefined) return cached;
    const credential = this.#read(request);
    this.#cache.set(request, credential);
    return credential;
  }

  #read(request: RequestWithBody): RefreshCredential {
    const bodyToken = readBodyToken(request.body);
    if (bodyToken === 'malformed') return { from: 'malformed', claims: undefined };
    const token = bodyToken?.token ?? this.cookies.refreshToken(request);
    if (token === undefined) return { from: 'none', claims: undefined };
    const from = bodyToken === undefined ? 'cookie' : 'body';
    return { from, claims: this.refreshTokens.verify(token) };
  }
}

/** Returns undefined when the body has no `refreshToken`. */
function readBodyToken(body: unknown): { token: string } | 'malformed' | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body !== 'object' || Array.isArray(body)) return 'malformed';
  if (!Object.hasOwn(body, 'refreshToken')) return undefined;
  const { refreshToken: token } = body as { refreshToken: unknown };
  return typeof token === 'string' && token !== '' ? { token } : 'malformed';
}
