import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { SocialAuthError } from '../../core/errors.js';
import type { HttpRequest } from '../request/http-request.js';
import { isSpeculative } from '../request/speculative-request.js';

/**
 * Rejects HEAD requests and prefetches, for GET routes with side effects.
 *
 * @throws SocialAuthError `navigation_required`, which becomes 403. Browsers discard a prefetch with that status.
 */
@Injectable()
export class NavigationGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (!isSpeculative(context.switchToHttp().getRequest<HttpRequest>())) return true;
    throw new SocialAuthError('navigation_required', {
      reason: 'HEAD and prefetch requests have no effect on this route',
    });
  }
}
