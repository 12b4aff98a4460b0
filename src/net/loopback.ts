const NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/** @returns whether a host name, as `URL` gives it, means this machine and no other. */
export function isLoopback(hostname: string): boolean {
  return NAMES.has(hostname);
}
