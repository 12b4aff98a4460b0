import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from '../../core/principal.js';
import type { HttpRequest } from '../http-request.js';

/** Parameter decorator: the `Principal` that the guard found; undefined on a route without one. */
export const CurrentPrincipal = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal | undefined =>
    context.switchToHttp().getRequest<HttpRequest>().principal,
);
