import type { Type } from '@nestjs/common';
import { referencedModels } from './api-schema.js';
import type { ApiRoute } from './api-types.js';

type Handler = (...args: never[]) => unknown;

/**
 * Controller decorator: documents its routes for `@nestjs/swagger`, which computes their methods and paths.
 *
 * Writes the metadata that `@ApiOperation()`, `@ApiParam()`, `@ApiResponse()` and `@ApiExtraModels()` write, without
 * loading the package, because it is optional and takes half a second to load.
 *
 * @param routes the documentation of each handler, by the name of its method
 * @publicApi
 * @example
 * ```ts
 * @ApiRoutes({
 *   show: {
 *     operationId: 'showOrders',
 *     tags: ['Orders'],
 *     summary: 'Returns the orders of the current user',
 *     responses: { 200: { description: 'The orders.' } },
 *     security: [{ bearer: [] }],
 *   },
 * })
 * @Controller('orders')
 * export class OrdersController {
 *   @Get()
 *   show() {}
 * }
 * ```
 */
export function ApiRoutes<Name extends string>(routes: Readonly<Record<Name, ApiRoute>>) {
  return (controller: Type<Record<Name, Handler>>): void => {
    const handlers = controller.prototype as Record<string, Handler>;
    for (const [name, route] of Object.entries<ApiRoute>(routes)) {
      const handler = handlers[name];
      if (handler !== undefined) defineMetadata(handler, route);
    }
  };
}

function defineMetadata(handler: Handler, route: ApiRoute): void {
  const { parameters = [], responses, ...operation } = route;
  const metadata = {
    apiOperation: operation,
    apiParameters: parameters,
    // Responses to different routes must not share objects that an app may modify in its document.
    apiResponse: structuredClone(responses),
    apiExtraModels: referencedModels(route),
  };
  for (const [key, value] of Object.entries(metadata)) {
    Reflect.defineMetadata(`swagger/${key}`, value, handler);
  }
}
