const LOOPBACK_HOSTNAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Returns whether a host name is the loopback interface of this machine.
 *
 * @param hostname the `hostname` of a `URL`
 */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK_HOSTNAMES.has(hostname);
}
