import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { SocialAuthError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { bearerToken } from '../../../access-token/bearer-token.js';
import { isSafeMethod, type HttpRequest } from '../request/http-request.js';

/**
 * Lets a request that changes something pass only with proof that our own page sent it.
 *
 * `Sec-Fetch-Site: same-origin` where the browser says so (W3C Fetch Metadata), else an `Origin` equal to
 * the public URL. Neither is no proof. A request with a Bearer token needs none: unlike cookies and Basic
 * credentials, no browser adds it by itself. `JwtAuthGuard` asks for the same wherever it takes a cookie;
 * use this guard on routes that take cookies of your own.
 *
 * @throws SocialAuthError `cross_site_request`
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(@Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions) {}

  canActivate(context: ExecutionContext): boolean {
    this.check(context.switchToHttp().getRequest<HttpRequest>());
    return true;
  }

  /** @throws SocialAuthError `cross_site_request` */
  check(request: HttpRequest): void {
    if (isSafeMethod(request) || bearerToken(request) !== undefined) return;
    const { origin, 'sec-fetch-site': site } = request.headers;
    const proven = site === undefined ? origin === this.options.publicUrl : site === 'same-origin';
    if (proven) return;
    const seen = origin === undefined ? 'absent' : 'not the public URL';
    throw new SocialAuthError('cross_site_request', {
      reason: site === undefined ? `Origin is ${seen}` : 'Sec-Fetch-Site is not same-origin',
    });
  }
}
