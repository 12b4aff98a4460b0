import { z } from 'zod';

/** The field that `RoutePaths.returnTo()` validates, for the documentation. */
export const returnToSchema = z
  .string()
  .default('/')
  .describe('The path of the app to redirect to after the login. `/` replaces every other value.');

/**
 * Maximum length of a return path, in characters. The last response of a login contains it together with all cookies.
 */
const MAX_LENGTH = 1024;

const BASE = 'http://return-path.invalid';

/**
 * Returns whether a value is a path of the same origin. Prevents open redirects.
 *
 * Browsers treat `//host`, `/\host` and paths with tabs as URLs of other hosts. Therefore a valid path has one
 * leading slash, only printable ASCII characters, and does not change when parsed as a URL.
 *
 * @param value unvalidated value of a request
 */
export function isLocalPath(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return false;
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(value)) return false;
  if (!URL.canParse(value, BASE)) return false;
  const { origin, pathname, search, hash } = new URL(value, BASE);
  if (origin !== BASE || pathname + search + hash !== value) return false;
  const path = routedPath(value);
  return path !== undefined && !path.includes('//') && !path.includes('\\');
}

/** Returns a path as a router compares it: decoded, in lower case, without query. Undefined if it is malformed. */
export function routedPath(path: string): string | undefined {
  try {
    return decodeURIComponent(new URL(path, BASE).pathname).toLowerCase();
  } catch {
    return undefined;
  }
}
