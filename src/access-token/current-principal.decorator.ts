import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from './principal.js';

/**
 * Parameter decorator that injects the {@link Principal} of an HTTP request. Undefined on a route without a guard and,
 * with `@OptionalAuth()`, for a request without valid credentials.
 *
 * @publicApi
 * @example
 * ```ts
 * @Get('projects')
 * list(@CurrentPrincipal() principal: Principal) { … }
 * ```
 */
export const CurrentPrincipal = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal | undefined =>
    context.switchToHttp().getRequest<{ principal?: Principal }>().principal,
);
