/** Maximum length of a return path, in characters. The end of a login sends it together with all cookies. */
const MAX_LENGTH = 1024;

const BASE = 'http://return-path.invalid';

/**
 * Returns a path of the app, or `/` for every other value. Prevents open redirects.
 *
 * Browsers treat `//host`, `/\host` and paths with tabs as URLs of other hosts. Therefore a valid path has one
 * leading slash, only printable ASCII characters, and does not change when parsed as a URL. Paths below `/auth/`
 * and the login page are rejected too, because they would redirect in a loop.
 *
 * @param value Unvalidated value of a request.
 */
export function sanitizeReturnTo(value: unknown): string {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return '/';
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(value)) return '/';
  if (!URL.canParse(value, BASE)) return '/';
  const url = new URL(value, BASE);
  if (url.origin !== BASE || url.pathname + url.search + url.hash !== value) return '/';
  return isAuthRoute(url.pathname) ? '/' : value;
}

function isAuthRoute(pathname: string): boolean {
  let path: string;
  try {
    path = decodeURIComponent(pathname).toLowerCase();
  } catch {
    return true;
  }
  return /^\/+(auth|login)(\/|$)/.test(path) || path.includes('//') || path.includes('\\');
}
