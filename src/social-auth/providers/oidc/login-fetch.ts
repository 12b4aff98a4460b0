import { AsyncLocalStorage } from 'node:async_hooks';
import type { CustomFetch } from 'openid-client';
import type { ProviderHttp } from '../../core/provider-flow.js';

/**
 * The HTTP client of the login whose code runs. All logins of a provider share one configuration of openid-client with its
 * keys, but each has a time limit of its own.
 */
const current = new AsyncLocalStorage<ProviderHttp>();

/** Runs code of openid-client whose requests are sent with the HTTP client of a login. */
export function withHttp<T>(http: ProviderHttp, run: () => Promise<T>): Promise<T> {
  return current.run(http, run);
}

/** The `customFetch` of openid-client. Its signal is not used, because the HTTP client has a time limit. */
export const loginFetch: CustomFetch = async (url, { method, headers, body }) => {
  const http = current.getStore();
  if (http === undefined) throw new Error('openid-client sent a request outside of withHttp()');
  return http.fetch(url, {
    method,
    headers,
    ...(body instanceof URLSearchParams && { body: body.toString() }),
  });
};
