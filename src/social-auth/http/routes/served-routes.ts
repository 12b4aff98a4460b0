import {
  RequestMethod,
  VERSION_NEUTRAL,
  VersioningType,
  type Type,
  type VersioningOptions,
} from '@nestjs/common';
import type { RouteInfo } from '@nestjs/common/internal';
import type { MiddlewareBuilder } from '@nestjs/core';

/** A route as the HTTP adapter serves it. */
export interface ServedRoute {
  readonly controller: Type;
  /** `GET`, or `ALL` for every method. */
  readonly method: string;
  /** The path with global prefix, version and parameters, such as `/api/auth/:provider`. */
  readonly path: string;
  /** The path in the decorators. */
  readonly declaredPath: string;
  /** Whether requests without a version reach it. */
  readonly isUnversioned: boolean;
}

/** The private fields of `MiddlewareBuilder`. */
interface NestMapping {
  readonly routesMapper: { mapRouteToRouteInfo(controller: Type): RouteInfo[] };
  readonly routeInfoPathExtractor: {
    readonly applicationConfig?: { getRouteResolutionStrategy?(): string | undefined };
    extractPathFrom(route: RouteInfo): string[];
    getVersioningOptions(): VersioningOptions | undefined;
  };
}

/**
 * Returns the routes of a controller, as Nest will register them.
 *
 * Reads Nest's own mapping, which respects the global prefix with its exclusions, versions and `RouterModule`. The mapping
 * is complete when Nest calls `configure()`. Nest has no public function that maps a single controller.
 */
export function servedRoutes(builder: MiddlewareBuilder, controller: Type): ServedRoute[] {
  const { routesMapper, routeInfoPathExtractor: extractor } = builder as unknown as NestMapping;
  const isInPath = extractor.getVersioningOptions()?.type === VersioningType.URI;
  return routesMapper.mapRouteToRouteInfo(controller).flatMap((route) =>
    extractor.extractPathFrom(route).map((path) => ({
      controller,
      method: RequestMethod[route.method] ?? 'ALL',
      path: withoutTrailingSlash(path),
      declaredPath: withoutTrailingSlash(route.path),
      isUnversioned:
        isInPath || route.version === undefined || [route.version].flat().includes(VERSION_NEUTRAL),
    })),
  );
}

/** Returns whether the app sorts its routes by specificity (`routeResolutionStrategy`). */
export function isSortedBySpecificity(builder: MiddlewareBuilder): boolean {
  const { routeInfoPathExtractor } = builder as unknown as NestMapping;
  const strategy = routeInfoPathExtractor.applicationConfig?.getRouteResolutionStrategy?.();
  return strategy === 'specificity';
}

const withoutTrailingSlash = (path: string) => path.replace(/\/+$/, '') || '/';
