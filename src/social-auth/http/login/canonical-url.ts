import { isLoopback } from '../../../net/loopback.js';

/**
 * Says where somebody should go who has come to this machine by another of its names: cookies are bound to
 * the name, and the provider sends people back to the one of the public URL.
 *
 * Only among the names of one machine, so that what a proxy makes of the Host header can lead nowhere.
 *
 * @param host the Host header; not trusted, and never part of the answer
 * @returns the public URL, or undefined when all is well
 */
export function canonicalUrl(publicUrl: string, host: string | undefined): string | undefined {
  const proper = new URL(publicUrl);
  if (host === undefined || host === proper.host || !isLoopback(proper.hostname)) return undefined;
  if (!URL.canParse(`http://${host}`)) return undefined;
  const { hostname, port } = new URL(`http://${host}`);
  return isLoopback(hostname) && port === proper.port ? proper.origin : undefined;
}
