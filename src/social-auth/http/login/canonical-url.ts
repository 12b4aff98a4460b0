import { isLoopback } from '../../../net/loopback.js';

/**
 * Returns the public URL if the browser uses another loopback name of this machine, such as 127.0.0.1 instead of
 * localhost. The provider redirects to the public URL, and cookies of one name are not sent to the other.
 *
 * Applies to loopback names only. Behind a proxy, the Host header can have any value.
 *
 * @param host the unvalidated Host header, which does not become part of the result
 * @returns undefined when the host is correct or not a loopback name
 */
export function canonicalUrl(publicUrl: string, host: string | undefined): string | undefined {
  const expected = new URL(publicUrl);
  if (host === undefined || host === expected.host || !isLoopback(expected.hostname)) {
    return undefined;
  }
  if (!URL.canParse(`http://${host}`)) return undefined;
  const { hostname, port } = new URL(`http://${host}`);
  return isLoopback(hostname) && port === expected.port ? expected.origin : undefined;
}
