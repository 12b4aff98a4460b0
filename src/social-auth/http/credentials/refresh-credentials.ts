import { Injectable } from '@nestjs/common';
import { RefreshTokenService, type RefreshClaims } from '../../tokens/refresh-token.service.js';
import { SessionCookies } from './session-cookies.js';
import type { HttpRequest } from '../request/http-request.js';

/** A request with a body, of which nothing is trusted. */
export interface RequestWithBody extends HttpRequest {
  readonly body?: unknown;
}

/** The refresh token that came with a request. */
export interface RefreshCredential {
  /** `malformed`: the body is no object, or names a token that is no text. */
  readonly from: 'body' | 'cookie' | 'nowhere' | 'malformed';
  /** What a good one says; undefined for any other. */
  readonly claims: RefreshClaims | undefined;
}

/** Finds the refresh token of a request and verifies it, once however many guards ask. */
@Injectable()
export class RefreshCredentials {
  readonly #known = new WeakMap<HttpRequest, RefreshCredential>();

  constructor(
    private readonly refreshTokens: RefreshTokenService,
    private readonly cookies: SessionCookies,
  ) {}

  fromRequest(request: RequestWithBody): RefreshCredential {
    const known = this.#known.get(request);
    if (known !== undefined) return known;
    const found = this.#find(request);
    this.#known.set(request, found);
    return found;
  }

  #find(request: RequestWithBody): RefreshCredential {
    const inBody = tokenOf(request.body);
    if (inBody === 'malformed') return { from: 'malformed', claims: undefined };
    const token = inBody?.token ?? this.cookies.refreshToken(request);
    if (token === undefined) return { from: 'nowhere', claims: undefined };
    const from = inBody === undefined ? 'cookie' : 'body';
    return { from, claims: this.refreshTokens.verify(token) };
  }
}

/** The token in a body; undefined when the body names none. */
function tokenOf(body: unknown): { token: string } | 'malformed' | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body !== 'object' || Array.isArray(body)) return 'malformed';
  if (!Object.hasOwn(body, 'refreshToken')) return undefined;
  const { refreshToken: token } = body as { refreshToken: unknown };
  return typeof token === 'string' && token !== '' ? { token } : 'malformed';
}
