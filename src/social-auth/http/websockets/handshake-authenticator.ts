import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { bearerToken } from '../../../access-token/bearer-token.js';
import { Handshake, handshakes } from '../../../access-token/context-request.js';
import { SocialAuthError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { SessionStatus } from '../../flows/session-status.js';
import { RevocationFeed } from '../../revocation/revocation-feed.js';
import { AccessTokenService } from '../../tokens/access-token.service.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { authenticateToken, unauthenticatedError } from '../guards/authenticate-token.js';
import { crossSiteReason } from '../request/cross-site-reason.js';
import type { HttpRequest } from '../request/http-request.js';

/**
 * Which handshakes are accepted.
 *
 * @publicApi
 */
export interface WebSocketAuthOptions {
  /**
   * Further origins whose pages may connect with session cookies, such as `https://admin.example.com`. Default: only the
   * origin of the public URL.
   */
  origins?: readonly string[];
  /** Accepts connections without an access token. Invalid tokens are still refused. Default: `false`. */
  optional?: boolean;
}

/**
 * The part of the request of a handshake that the module uses.
 *
 * @publicApi
 */
export type HandshakeRequest = Pick<IncomingMessage, 'headers' | 'url'> &
  Partial<Pick<IncomingMessage, 'rawHeaders'>>;

/** Authenticates the handshakes of WebSockets, and closes the connections of revoked sessions. */
@Injectable()
export class HandshakeAuthenticator {
  constructor(
    private readonly accessTokens: AccessTokenService,
    private readonly sessionStatus: SessionStatus,
    private readonly cookies: SessionCookies,
    private readonly feed: RevocationFeed,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * @param sent the token that the client has sent in another way than in a header, not validated
   * @throws UnauthenticatedError `unauthenticated` or `invalid_token`
   * @throws SocialAuthError `cross_site_request`
   */
  async authenticate(
    received: HandshakeRequest,
    sent: unknown,
    { origins = [], optional = false }: WebSocketAuthOptions,
  ): Promise<Handshake> {
    const request = toHttpRequest(received, typeof sent === 'string' ? sent : undefined);
    const reason = this.#crossSiteReason(request, origins);
    const bearer = bearerToken(request);
    const credential = bearer ?? this.cookies.accessToken(request);
    if (credential === undefined) {
      if (optional) return new Handshake(request, undefined, reason);
      throw unauthenticatedError('handshake', undefined);
    }
    if (bearer === undefined && reason !== undefined) {
      throw new SocialAuthError('cross_site_request', { reason });
    }
    const principal = await authenticateToken(
      this.accessTokens,
      this.sessionStatus,
      credential,
      request,
    );
    if (principal !== undefined) return new Handshake(request, principal, reason);
    throw unauthenticatedError('handshake', credential);
  }

  /**
   * Registers an open connection.
   *
   * @param close called when the session is revoked or expires, at once if this has already happened
   * @returns a function to call when the connection has closed
   */
  open(socket: object, handshake: Handshake, close: () => void): () => void {
    handshakes.set(socket, handshake);
    const { principal } = handshake;
    if (principal === undefined) return () => undefined;
    const subscription = this.feed.whenRevoked(principal).subscribe(() => {
      delete handshake.principal;
      close();
    });
    return () => subscription.unsubscribe();
  }

  /**
   * Computed even if the client sends a token, because `SameOriginGuard` also protects cookies of the app, which may belong
   * to another user than the token.
   */
  #crossSiteReason({ headers }: HttpRequest, origins: readonly string[]): string | undefined {
    const { origin } = headers;
    if (origin !== undefined && origins.includes(origin)) return undefined;
    return crossSiteReason(headers, this.options.publicOrigin);
  }
}

/** A token that was sent separately replaces the header. */
function toHttpRequest(
  { headers, url = '/', rawHeaders }: HandshakeRequest,
  token: string | undefined,
): HttpRequest {
  const request = { method: 'GET', url, headers };
  return token === undefined
    ? { ...request, ...(rawHeaders && { rawHeaders }) }
    : { ...request, headers: { ...headers, authorization: `Bearer ${token}` } };
}
