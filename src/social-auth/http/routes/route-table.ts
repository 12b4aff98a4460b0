import type { Type } from '@nestjs/common';
import { handles, isMoreSpecific, isSameRoute } from './route-patterns.js';
import type { ServedRoute } from './served-routes.js';

/** All routes of the app, to find out which of two routes handles a request. */
export class RouteTable {
  /**
   * @param routes the routes in the order in which Nest registers them
   * @param isOrdered whether the adapter uses the first route that matches, as Express does, not the most specific one
   */
  constructor(
    private readonly routes: readonly ServedRoute[],
    private readonly moduleControllers: ReadonlySet<Type>,
    private readonly isOrdered: boolean,
  ) {}

  /**
   * Returns the route of the app that handles requests instead of a route of the module.
   *
   * @param path a path that the route of the module matches
   */
  findReplacement(own: ServedRoute, path: string): ServedRoute | undefined {
    return this.#appRoutes().find(
      (route) =>
        isSameRoute(route, own) || (handles(route, own.method, path) && this.#precedes(route, own)),
    );
  }

  #appRoutes(): ServedRoute[] {
    return this.routes.filter(({ controller }) => !this.moduleControllers.has(controller));
  }

  #precedes(route: ServedRoute, own: ServedRoute): boolean {
    if (!this.isOrdered) return isMoreSpecific(route.path, own.path);
    return this.#position(route) < this.#position(own);
  }

  #position({ controller }: ServedRoute): number {
    return this.routes.findIndex((route) => route.controller === controller);
  }
}
