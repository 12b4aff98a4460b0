import type { ServedRoute } from './served-routes.js';

/** Returns whether two routes have the same method and path, except for the names of parameters. */
export function isSameRoute(a: ServedRoute, b: ServedRoute): boolean {
  return coversMethod(a, b) && a.isUnversioned && shape(a.path) === shape(b.path);
}

/** Returns whether a route handles the requests of a method and a path. */
export function handles(route: ServedRoute, method: string, path: string): boolean {
  if (route.method !== 'ALL' && route.method !== method) return false;
  if (!route.isUnversioned) return false;
  const pattern = segments(route.path);
  const wildcard = pattern.findIndex(isWildcard);
  const values = segments(path);
  if (wildcard === -1 && pattern.length !== values.length) return false;
  return pattern
    .slice(0, wildcard === -1 ? undefined : wildcard)
    .every((segment, index) => segment.startsWith(':') || segment === values[index]);
}

/**
 * Returns whether a path is more specific than another one. Text is more specific than a parameter, and a parameter than a
 * wildcard.
 */
export function isMoreSpecific(path: string, other: string): boolean {
  const others = segments(other);
  for (const [index, segment] of segments(path).entries()) {
    const difference = rank(segment) - rank(others[index] ?? '*');
    if (difference !== 0) return difference < 0;
  }
  return false;
}

const coversMethod = ({ method }: ServedRoute, other: ServedRoute) =>
  method === 'ALL' || method === other.method;

const segments = (path: string) => path.split('/').filter(Boolean);

const isWildcard = (segment: string) => segment.includes('*');

const shape = (path: string) => path.replaceAll(/:[^/]+/g, ':').toLowerCase();

function rank(segment: string): number {
  if (isWildcard(segment)) return 2;
  return segment.startsWith(':') ? 1 : 0;
}
