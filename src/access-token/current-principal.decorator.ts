import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { contextRequest } from './context-request.js';
import type { Principal } from './principal.js';

/**
 * Parameter decorator that injects the {@link Principal} of an HTTP request, a GraphQL operation or a WebSocket. Undefined
 * on a route without a guard and, with `@OptionalAuth()`, for a request without valid credentials.
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
    (contextRequest(context) as { principal?: Principal } | null | undefined)?.principal,
);
