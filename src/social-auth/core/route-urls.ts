/**
 * A route of the module, by its method and its path under the default options.
 *
 * @publicApi
 */
export type RouteName =
  | 'GET /'
  | 'GET /login'
  | 'POST /auth/:provider'
  | 'GET /auth/:provider/callback'
  | 'GET /auth/:provider/id-token'
  | 'POST /auth/:provider/id-token'
  | 'POST /auth/:provider/id-token/nonce'
  | 'POST /auth/:provider/link'
  | 'POST /auth/refresh'
  | 'POST /auth/logout'
  | 'GET /auth/sessions'
  | 'GET /auth/sessions/:id/end'
  | 'POST /auth/sessions/:id/end'
  | 'POST /auth/sessions/end-others'
  | 'POST /auth/accounts/:id/unlink'
  | 'GET /auth/account/export'
  | 'GET /auth/account/delete'
  | 'POST /auth/account/delete'
  | 'DELETE /auth/account'
  | 'GET /auth/account/restore'
  | 'POST /auth/account/restore'
  | FeatureRouteName
  | 'GET /.well-known/jwks.json';

/** A route of an optional feature. */
export type FeatureRouteName =
  | 'GET /auth/:provider/consent'
  | 'POST /auth/accounts/:id/withdraw'
  | 'GET /auth/account/merge'
  | 'GET /auth/account/merge/preview'
  | 'POST /auth/account/merge'
  | 'POST /auth/account/merge/hint/dismiss'
  | 'POST /auth/account/merges/:id/undo';

/**
 * Returns the URL of a route, as a path of the public origin.
 *
 * @param params values of the path parameters
 * @publicApi
 */
export type RouteUrl = (route: RouteName, params?: Readonly<Record<string, string>>) => string;

/** The part of the options that determines the paths of the routes. */
export interface ConfiguredPaths {
  readonly prefix: string;
  readonly loginPath: string;
  readonly accountPath: string | undefined;
}

/** Returns the path of a route or a controller under the options, without the global prefix of the app. */
export function configuredPath(
  defaultPath: string,
  { prefix, loginPath, accountPath }: ConfiguredPaths,
): string {
  if (defaultPath === '/') return accountPath ?? '/';
  if (defaultPath === '/login') return loginPath;
  return defaultPath.replace(/^\/auth(?=\/|$)/, `/${prefix}`);
}

/** Returns the path of a route under the default options, without its method. */
export function defaultPathOf(route: string): string {
  return route.slice(route.indexOf('/'));
}

/** Replaces the parameters of a path. */
export function fillPath(path: string, params: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

/** Returns the URL of a route under the default options. */
export const defaultRouteUrl: RouteUrl = (route, params) => fillPath(defaultPathOf(route), params);

/** Adds the path of the public URL, unless the path already starts with it. */
export function withBasePath(basePath: string, path: string): string {
  return isBelow(path, basePath) ? path : basePath + path;
}

/** Returns whether a path is the parent path or below it. Every path is below the empty path. */
export function isBelow(path: string, parent: string): boolean {
  return path.startsWith(parent) && /^([/?#]|$)/.test(path.slice(parent.length));
}
