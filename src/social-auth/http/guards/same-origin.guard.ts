import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { bearerToken } from '../../../access-token/bearer-token.js';
import { contextRequestOrHandshake, Handshake } from '../../../access-token/context-request.js';
import { SocialAuthError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { crossSiteReason } from '../request/cross-site-reason.js';
import { isSafeRequest, opensWebSocket, type HttpRequest } from '../request/http-request.js';

/**
 * Prevents cross-site request forgery: requires that a page of the app's own origin sent the request.
 *
 * The proof is `Sec-Fetch-Site: same-origin` (W3C Fetch Metadata), or an `Origin` equal to the origin of `publicUrl` from
 * browsers without that header. A request with neither is rejected. No proof is required for requests with a safe method,
 * and for requests with a Bearer token, which browsers never add on their own. For the messages of a WebSocket, its
 * handshake must have come from that origin or from one of the `origins` of `WebSocketAuth`, even with a token.
 *
 * `JwtAuthGuard` includes this check. Apply this guard to routes that use cookies of your own.
 *
 * @throws SocialAuthError `cross_site_request`, which becomes 403.
 * @publicApi
 * @example
 * ```ts
 * @UseGuards(SameOriginGuard)
 * @Post('cart')
 * addToCart() {}
 * ```
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(@Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const type = context.getType<string>();
    // A message of a microservice has no cookies.
    if (type === 'rpc') return true;
    const request = contextRequestOrHandshake(context) as HttpRequest | undefined;
    if (request instanceof Handshake) {
      if (request.crossSiteReason === undefined) return true;
      throw new SocialAuthError('cross_site_request', { reason: request.crossSiteReason });
    }
    if (request === undefined || (type === 'graphql' && opensWebSocket(request))) {
      throw new SocialAuthError('cross_site_request', {
        reason:
          'the origin of the connection is unknown. Call WebSocketAuth.protect() or accept() for it',
      });
    }
    this.check(request);
    return true;
  }

  /**
   * Checks one request.
   *
   * @throws SocialAuthError `cross_site_request`
   */
  check(request: HttpRequest): void {
    if (isSafeRequest(request) || bearerToken(request) !== undefined) return;
    const reason = crossSiteReason(request.headers, this.options.publicOrigin);
    if (reason !== undefined) throw new SocialAuthError('cross_site_request', { reason });
  }
}
