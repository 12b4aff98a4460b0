import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { bearerToken } from '../../../access-token/bearer-token.js';
import { contextRequestOrHandshake, Handshake } from '../../../access-token/context-request.js';
import { SocialAuthError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { isSafeRequest, opensWebSocket, type HttpRequest } from '../request/http-request.js';

/**
 * Prevents cross-site request forgery: requires that a page of the app's own origin sent the request.
 *
 * The proof is `Sec-Fetch-Site: same-origin` (W3C Fetch Metadata), or an `Origin` equal to that of `publicUrl` from
 * browsers without that header. A request with neither is rejected. No proof is required for requests with a safe
 * method, except the handshake of a WebSocket, and for requests with a Bearer token, which browsers never add on their
 * own.
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
    // That of a protected WebSocket was checked when it connected.
    if (request instanceof Handshake) return true;
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
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (site === 'same-origin') return;
    if (site === undefined && origin === this.options.publicOrigin) return;
    throw new SocialAuthError('cross_site_request', { reason: rejectionReason(site, origin) });
  }
}

function rejectionReason(site: unknown, origin: unknown): string {
  if (site !== undefined) return 'Sec-Fetch-Site is not same-origin';
  return origin === undefined
    ? 'the request has neither Sec-Fetch-Site nor Origin'
    : 'Origin is not the origin of the public URL';
}
