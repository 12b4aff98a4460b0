import {
  Inject,
  Injectable,
  Logger,
  type HttpServer,
  type MiddlewareConsumer,
  type Type,
} from '@nestjs/common';
import { HttpAdapterHost, MiddlewareBuilder, ModulesContainer } from '@nestjs/core';
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

/** The routes of the module in the app, by their names. */
type OwnRoutes = ReadonlyMap<string, ServedRoute>;

/** Sets the paths of the module's routes, and removes its pages at paths that the app serves itself. */
@Injectable()
export class RouteSetup {
  readonly #logger = new Logger('SocialAuth');
  readonly #controllers: ModuleController[] = [];

  /** Sets the paths already here, because `@nestjs/swagger` reads them before `listen()`. */
  constructor(
    private readonly paths: RoutePaths,
    private readonly modules: ModulesContainer,
    private readonly adapterHost: HttpAdapterHost,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(MODULE_CONTROLLERS) controllers: readonly ModuleController[],
  ) {
    this.add(controllers);
  }

  /** Adds controllers, before the app registers its routes. */
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
   * Determines the paths at which the app will serve the routes. Called before it registers them.
   *
   * @throws ConfigurationError when a route of the app replaces one of the module
   */
  configure(consumer: MiddlewareConsumer): void {
    if (!(consumer instanceof MiddlewareBuilder)) return;
    const own = this.#ownRoutes(consumer);
    this.paths.setServed(new Map([...own].map(([name, { path }]) => [name, path])));
    const table = this.#routeTable(consumer);
    this.#yieldPages(own, table);
    const issues = this.#findReplaced(own, table);
    if (issues.length > 0) throw new ConfigurationError(issues);
    this.#logUrls();
  }

  /** Returns the routes of the app by their names: method and path in the decorators of the original controllers. */
  #ownRoutes(builder: MiddlewareBuilder): OwnRoutes {
    const named = this.#controllers.flatMap(({ base, controller }) => {
      const served = servedRoutes(builder, controller);
      const names = servedRoutes(builder, base).map(
        (route) => `${route.method} ${route.declaredPath}`,
      );
      // Nest maps a route of the original controller once for each default version.
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

  /** Removes the pages whose paths are routes of the app. Fastify would refuse to start. */
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

  /** Returns an issue for each route of the module that the app handles itself. */
  #findReplaced(own: OwnRoutes, table: RouteTable): ConfigurationIssue[] {
    return [...own].flatMap(([name, route]) => {
      if (isPage(defaultPathOf(name))) return [];
      const replaced = this.#examplePaths(route).flatMap((path) => {
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

  /** Returns the path of the route for each provider. */
  #examplePaths({ path }: ServedRoute): string[] {
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
      this.#logger.log(`Public keys, for the option jwksUri of verifiers: ${url}`);
    }
  }
}

const isPage = (path: string): path is keyof typeof PAGES => Object.hasOwn(PAGES, path);
