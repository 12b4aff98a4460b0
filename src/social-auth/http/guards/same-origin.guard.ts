import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { SocialAuthError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import type { HttpRequest } from '../http-request.js';

/**
 * Lets a request that changes something pass only with proof that our own page sent it.
 *
 * `Sec-Fetch-Site: same-origin` where the browser says so (W3C Fetch Metadata), else an `Origin` equal to
 * the public URL. Neither is no proof.
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(@Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<HttpRequest>();
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
