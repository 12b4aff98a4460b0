import {
  Controller,
  Module,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
  type DynamicModule,
  type Type,
} from '@nestjs/common';
import {
  PageAuthGuard,
  Roles,
  SocialAuthErrorFilter,
  SocialAuthRoute,
} from '../social-auth/index.js';
import {
  ADMIN_OPTIONS,
  resolveAdminOptions,
  type ResolvedAdminOptions,
  type SocialAuthAdminOptions,
} from './admin-options.js';
import { AdminResponses } from './admin-responses.js';
import { AdminController } from './admin.controller.js';
import { AdminService } from './admin.service.js';
import { AdminMergeController } from './admin-merge.controller.js';

/**
 * Adds pages and routes with which administrators manage users, and `AdminService`, which has the same operations.
 *
 * Requires `SocialAuthModule`, the fields `roles` and `disabledAt` of the user model, and the indexes of
 * `userSearchSql()`.
 *
 * @throws ConfigurationError at start when an option is invalid or an index is missing
 * @publicApi
 * @example
 * ```ts
 * @Module({
 *   imports: [
 *     SocialAuthModule.forRoot({ … }),
 *     SocialAuthAdminModule.forRoot({ roles: ['admin', 'support'] }),
 *   ],
 * })
 * export class AppModule {}
 * ```
 */
@Module({})
export class SocialAuthAdminModule {
  static forRoot(options: SocialAuthAdminOptions = {}): DynamicModule {
    const resolved = resolveAdminOptions(options);
    return {
      module: SocialAuthAdminModule,
      controllers: [AdminController, AdminMergeController].map((base) =>
        createController(base, resolved),
      ),
      providers: [{ provide: ADMIN_OPTIONS, useValue: resolved }, AdminService, AdminResponses],
      exports: [AdminService],
    };
  }
}

/** Creates a subclass of a controller, because the path and the required role depend on the options of this app. */
function createController(base: Type, { path, role }: ResolvedAdminOptions): Type {
  const controller = class extends base {};
  // Nest logs this name at start.
  Object.defineProperty(controller, 'name', { value: base.name });
  Controller({ path: `${path}/users`, version: VERSION_NEUTRAL })(controller);
  SocialAuthRoute()(controller);
  UseGuards(PageAuthGuard)(controller);
  Roles(role)(controller);
  // Nest prefers the filters of a controller to the global filters of the app.
  UseFilters(SocialAuthErrorFilter)(controller);
  return controller;
}
