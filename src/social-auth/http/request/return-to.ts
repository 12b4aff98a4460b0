/** Longest return path, in characters. */
const MAX_LENGTH = 2048;

const BASE = 'http://return-path.invalid';

/**
 * Where a person goes after login: a path of our own, or `/` for anything that is not clearly one.
 *
 * Browsers read `//host`, `/\host` and tabs inside as other hosts, so only printable ASCII with one
 * leading slash passes, and only if parsing leaves it as it was. Paths below `/auth/` and the login
 * page itself would lead in circles.
 *
 * @param value what came with the request; nothing of it is trusted
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
