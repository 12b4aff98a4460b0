import { Inject, Injectable } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import {
  configuredPath,
  defaultPathOf,
  fillPath,
  isBelow,
  withBasePath,
  type RouteName,
  type RouteUrl,
} from '../../core/route-urls.js';
import { isLocalPath, routedPath } from './return-to.js';

/**
 * Parameters of the login page in addition to the return path.
 *
 * @publicApi
 */
export interface LoginUrlParams {
  /**
   * Makes the provider ask the user to authenticate again, or to choose an account, if it supports that (OIDC Core
   * §3.1.2.1). The page is then shown to signed-in users, too.
   */
  readonly prompt?: 'login' | 'select_account';
  /** The account that the provider suggests, such as an email address: at most 320 characters after URL encoding. */
  readonly login_hint?: string;
  /** The error that the page shows as a notice. */
  readonly error?: 'login_canceled';
}

/**
 * The paths at which the app serves the routes of the module, with the global prefix.
 *
 * @publicApi
 */
export type ServedPaths = ReadonlyMap<string, string>;

/** The module's pages below the route prefix that can be a return path. */
const RETURN_PAGES: readonly RouteName[] = [
  'GET /auth/account/delete',
  'GET /auth/account/merge',
  'GET /auth/sessions/:id/end',
];

const UUID = /^[\da-f-]{36}$/;

/**
 * All paths of the module's routes, for links, forms, redirects and callback URLs.
 *
 * They are paths of the public origin, as browsers see them. They consist of the path of the public URL, the global
 * prefix of the app and the path of the route under the options.
 *
 * @publicApi
 * @example
 * ```ts
 * constructor(private readonly paths: RoutePaths) {}
 *
 * @Get('welcome')
 * welcome() {
 *   return { signIn: this.paths.login('/projects') };
 * }
 * ```
 */
@Injectable()
export class RoutePaths {
  #served: ServedPaths = new Map();

  constructor(@Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions) {}

  /** Sets the paths that depend on the app. The module calls it when the app registers its routes. */
  setServed(served: ServedPaths): void {
    this.#served = served;
  }

  /** The origin of the public URL, such as `https://example.com`. */
  get origin(): string {
    return this.options.publicOrigin;
  }

  /** Returns the path of a route, as browsers see it. */
  readonly url: RouteUrl = (route, params) => this.#public(this.served(route, params));

  /** Returns the path of a route, as the app serves it: without the path of the public URL. */
  readonly served: RouteUrl = (route, params) =>
    fillPath(this.#served.get(route) ?? this.#configured(route), params);

  /** The path that the browser opens after a login without a return path. */
  get home(): string {
    const {
      servedPages,
      routes: { homePath },
    } = this.options;
    if (homePath !== undefined) return this.#public(homePath);
    return servedPages.account ? this.url('GET /') : this.#public('/');
  }

  /** The path of the account page, to which its forms redirect. */
  get account(): string {
    return this.options.routes.accountPath === undefined ? this.home : this.url('GET /');
  }

  /** The page of the app that shows errors. */
  get error(): string | undefined {
    const { errorPath } = this.options.routes;
    return errorPath === undefined ? undefined : this.#public(errorPath);
  }

  /**
   * Returns the URL of the login page.
   *
   * @param returnTo validated return path
   */
  login(returnTo: string = this.home, params: LoginUrlParams = {}): string {
    const query = new URLSearchParams({ ...params, ...(returnTo !== this.home && { returnTo }) });
    const path = this.url('GET /login');
    return query.size === 0 ? path : `${path}?${query.toString()}`;
  }

  /** Returns the callback URL of a provider, which must be registered at the provider as its redirect URI. */
  callbackUrl(provider: string): string {
    return this.options.publicOrigin + this.url('GET /auth/:provider/callback', { provider });
  }

  /** Returns the path of a request as the browser sees it, also behind a proxy that removes the public path. */
  ofRequest(requestUrl: string): string {
    return this.#public(requestUrl);
  }

  /**
   * Returns a path below the public URL, or the start page for every other value. Prevents open redirects.
   *
   * Rejects the login page and the module's routes, which would redirect in a loop. Accepts the account page and its
   * subpages.
   *
   * @param value unvalidated value of a request
   */
  returnTo(value: unknown): string {
    if (!isLocalPath(value) || !isBelow(value, this.options.basePath)) return this.home;
    const path = routedPath(value) ?? '';
    if (path === routedPath(this.account) || this.#isReturnPage(path)) return value;
    const isOwn = this.#ownPaths().some((own) => isBelow(path, own));
    return isOwn ? this.home : value;
  }

  /** Returns the path of the login page, and the parent paths of the module's routes. */
  #ownPaths(): string[] {
    const routes = [this.url('POST /auth/:provider'), this.url('POST /auth/logout')];
    const parents = routes.map((url) => url.slice(0, url.lastIndexOf('/')));
    return [...parents, this.url('GET /login')].map((path) => path.toLowerCase());
  }

  #isReturnPage(path: string): boolean {
    return RETURN_PAGES.some((route) => {
      const [before = '', after] = this.url(route, { id: '*' }).toLowerCase().split('*');
      if (after === undefined) return path === before;
      const id = path.slice(before.length, path.length - after.length);
      return path.startsWith(before) && path.endsWith(after) && UUID.test(id);
    });
  }

  #configured(route: RouteName): string {
    return configuredPath(defaultPathOf(route), this.options.routes);
  }

  #public(path: string): string {
    return withBasePath(this.options.basePath, path);
  }
}
