import { getJwksCache, setJwksCache, type Configuration, type CustomFetch } from 'openid-client';
import type { ProviderHttp } from '../../core/provider-flow.js';

/** Returns the `customFetch` of openid-client for one login. Its signal is not used, because the login has a time limit. */
export const fetchOf =
  ({ fetch }: ProviderHttp): CustomFetch =>
  async (url, { method, headers, body }) =>
    fetch(url, {
      method,
      headers,
      ...(body instanceof URLSearchParams && { body: body.toString() }),
    });

/**
 * Runs code of openid-client with a configuration of its own, which sends the requests of one login, and with the keys that
 * all logins share.
 *
 * An AsyncLocalStorage would permit one configuration for all logins, but Node.js 20 runs all promises of the process several
 * times slower once it is used.
 *
 * @param shared the configuration that keeps the keys
 * @param own the configuration of this login
 */
export async function withSharedKeys<T>(
  shared: Configuration,
  own: Configuration,
  run: (configuration: Configuration) => Promise<T>,
): Promise<T> {
  const known = getJwksCache(shared);
  if (known !== undefined) setJwksCache(own, known);
  try {
    return await run(own);
  } finally {
    const current = getJwksCache(own);
    // Another login may have loaded newer keys meanwhile.
    if (current !== undefined && current.uat > (getJwksCache(shared)?.uat ?? 0)) {
      setJwksCache(shared, current);
    }
  }
}
