import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { SocialAuthError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import type { HttpRequest } from '../http-request.js';

/** They change nothing (RFC 9110 §9.2.1). */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Lets a request that changes something pass only with proof that our own page sent it.
 *
 * `Sec-Fetch-Site: same-origin` where the browser says so (W3C Fetch Metadata), else an `Origin` equal to
 * the public URL. Neither is no proof. A request with
 * an Authorization header needs none: no page can make another site's browser send that. Use it on your own
 * routes that take cookies, before the guard that reads them.
 *
 * @throws SocialAuthError `cross_site_request`
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(@Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers, method } = context.switchToHttp().getRequest<HttpRequest>();
    if (SAFE_METHODS.has(method) || headers.authorization !== undefined) return true;
    const site = headers['sec-fetch-site'];
    const proven =
      site === undefined ? headers.origin === this.options.publicUrl : site === 'same-origin';
    if (!proven) {
      throw new SocialAuthError('cross_site_request', {
        reason:
          site === undefined
            ? `Origin is ${headers.origin === undefined ? 'absent' : 'not the public URL'}`
            : 'Sec-Fetch-Site is not same-origin',
      });
    }
    return true;
  }
}
