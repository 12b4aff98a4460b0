import {
  Inject,
  Injectable,
  Logger,
  type HttpServer,
  type MiddlewareConsumer,
  type Type,
} from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer, type MiddlewareBuilder } from '@nestjs/core';
import { ConfigurationError, type ConfigurationIssue } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { configuredPath, defaultPathOf, fillPath } from '../../core/route-urls.js';
import { RoutePaths } from '../request/route-paths.js';
import { hasAdapterRoute } from './adapter-routes.js';
import {
  declaredPath,
  MODULE_CONTROLLERS,
  setControllerPath,
  type ModuleController,
} from './module-controller.js';
import { RouteTable } from './route-table.js';
import { isSortedBySpecificity, servedRoutes, type ServedRoute } from './served-routes.js';

/** The pages, by their paths under the default options. */
const PAGES = { '/login': 'login', '/': 'account' } as const;

/** The module's routes by method and declared path, such as `GET /login`, even if the option `routes` moves the route. */
type OwnRoutes = ReadonlyMap<string, ServedRoute>;

/** Sets the paths of the module's routes, and removes its pages at paths that the app serves itself. */
@Injectable()
export class RouteSetup {
  readonly #logger = new Logger('SocialAuth');
  readonly #controllers: ModuleController[] = [];

  /** Sets the paths in the constructor, because `@nestjs/swagger` reads them before `listen()`. */
  constructor(
    private readonly paths: RoutePaths,
    private readonly modules: ModulesContainer,
    private readonly adapterHost: HttpAdapterHost,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(MODULE_CONTROLLERS) controllers: readonly ModuleController[],
  ) {
    this.add(controllers);
  }

  /** Adds controllers of the module or of a feature. Called before Nest registers the routes. */
  add(controllers: readonly ModuleController[]): void {
    const { servedPages, routes } = this.options;
    for (const entry of controllers) {
      const path = declaredPath(entry);
      const isServed = !isPage(path) || servedPages[PAGES[path]];
      const target = isServed ? configuredPath(path, routes) : undefined;
      setControllerPath(entry.controller, target);
    }
    this.#controllers.push(...controllers);
  }

  /**
   * Determines the paths at which the app will serve the module's routes. Called before Nest registers the routes.
   *
   * @param consumer always the `MiddlewareBuilder` of Nest, which knows these paths
   * @throws ConfigurationError when a controller of the app would handle a route of the module
   */
  configure(consumer: MiddlewareConsumer): void {
    const builder = consumer as MiddlewareBuilder;
    const own = this.#ownRoutes(builder);
    this.paths.setServed(new Map([...own].map(([name, { path }]) => [name, path])));
    const table = this.#routeTable(builder);
    this.#yieldPages(own, table);
    const issues = this.#findReplaced(own, table);
    if (issues.length > 0) throw new ConfigurationError(issues);
    this.#logUrls();
  }

  #ownRoutes(builder: MiddlewareBuilder): OwnRoutes {
    const named = this.#controllers.flatMap(({ base, controller }) => {
      const served = servedRoutes(builder, controller);
      const names = servedRoutes(builder, base).map(
        (route) => `${route.method} ${route.declaredPath}`,
      );
      // With several default versions, Nest lists each route once per version, so the names repeat.
      return [...new Set(names)].flatMap((name, index) => {
        const route = served[index];
        return route === undefined ? [] : [[name, route] as const];
      });
    });
    return new Map(named);
  }

  #routeTable(builder: MiddlewareBuilder): RouteTable {
    const controllers = [...this.modules.values()].flatMap((module) =>
      [...module.controllers.values()].flatMap(({ metatype }) =>
        typeof metatype === 'function' ? [metatype as Type] : [],
      ),
    );
    const adapter: HttpServer = this.adapterHost.httpAdapter;
    const isOrdered = adapter.isRouteOrderSensitive?.() ?? true;
    return new RouteTable(
      controllers.flatMap((controller) => servedRoutes(builder, controller)),
      new Set(this.#controllers.map(({ controller }) => controller)),
      isOrdered && !isSortedBySpecificity(builder),
    );
  }

  /** Removes the module's pages at paths of the app, because Fastify refuses to start with two routes at one path. */
  #yieldPages(own: OwnRoutes, table: RouteTable): void {
    for (const [path, page] of Object.entries(PAGES)) {
      const route = own.get(`GET ${path}`);
      if (route === undefined) continue;
      const replacement = table.findReplacement(route, route.path);
      const isReplaced =
        replacement !== undefined ||
        hasAdapterRoute(this.adapterHost.httpAdapter.getInstance(), route.path);
      if (!isReplaced) continue;
      setControllerPath(route.controller, undefined);
      const owner = replacement === undefined ? '' : ` (${replacement.controller.name})`;
      this.#logger.log(
        `The app serves GET ${route.path} itself${owner}, so the module does not serve its ${page} page.`,
      );
    }
  }

  /** Returns an issue for each route of the module that a controller of the app would handle instead. */
  #findReplaced(own: OwnRoutes, table: RouteTable): ConfigurationIssue[] {
    return [...own].flatMap(([name, route]) => {
      if (isPage(defaultPathOf(name))) return [];
      const replaced = this.#concretePaths(route).flatMap((path) => {
        const replacement = table.findReplacement(route, path);
        return replacement === undefined ? [] : [{ path, replacement }];
      });
      return replaced.slice(0, 1).map(({ path, replacement }) => ({
        option: 'routes.prefix',
        problem: `is ${this.options.routes.prefix}, but ${replacement.controller.name} of the app handles ${route.method} ${path}`,
        fix: 'Choose another prefix, or remove the route of the app.',
      }));
    });
  }

  /** Returns the concrete paths of a route: one for each provider if it contains `:provider`, else the path itself. */
  #concretePaths({ path }: ServedRoute): string[] {
    if (!path.includes(':provider')) return [path];
    return this.options.providers.map(({ name }) => fillPath(path, { provider: name }));
  }

  #logUrls(): void {
    for (const { name, label } of this.options.providers) {
      this.#logger.log(`Redirect URI to register at ${label}: ${this.paths.callbackUrl(name)}`);
    }
    const jwksPath = this.paths.url('GET /.well-known/jwks.json');
    if (jwksPath !== `${this.options.basePath}/.well-known/jwks.json`) {
      const url = this.options.publicOrigin + jwksPath;
      this.#logger.log(`URL of the public keys (set it as jwksUri in verifiers): ${url}`);
    }
  }
}

const isPage = (path: string): path is keyof typeof PAGES => Object.hasOwn(PAGES, path);
