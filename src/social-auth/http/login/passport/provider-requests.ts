import { Logger } from '@nestjs/common';
import type { HttpClientRequest } from '../../../../net/http-client.js';
import type { ProviderHttp } from '../../../core/provider-flow.js';
import type { PassportProvider } from '../../../core/provider.js';
import { API_HEADERS } from '../../../providers/provider-http.js';
import { ProviderHttpError } from '../../../providers/provider-http-error.js';
import { parseTokenResponse, readOAuthErrorCode } from '../../../providers/response-body.js';
import { StrategyError } from './passport-strategy-adapter.js';
import type { TokenResponse } from './token-set.js';

const logger = new Logger('SocialAuth');

/** A request of a strategy. */
export interface StrategyHttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null | undefined;
}

/** A provider whose profile the module loads. */
type ProviderWithUrls = PassportProvider & Required<Pick<PassportProvider, 'profileUrls'>>;

/**
 * Requests an access token.
 *
 * @returns the parsed response
 * @throws ProviderHttpError when the response has no access token
 */
export async function requestToken(
  { fetchJson }: ProviderHttp,
  request: StrategyHttpRequest,
): Promise<TokenResponse> {
  const response = (await fetchJson(
    toHttpRequest(request),
    parseTokenResponse,
  )) as TokenResponse | null;
  const token = response?.['access_token'];
  // passport-oauth2 throws on some responses without an access token.
  if (response === null || typeof token !== 'string' || token === '') {
    throw new ProviderHttpError(`${new URL(request.url).host} returned no access token`, {
      oauthErrorCode: readOAuthErrorCode(response),
    });
  }
  return response;
}

/** Requests a resource for a strategy, with the access token in a header, because URLs become part of logs. */
export function requestResource(
  { fetchJson }: ProviderHttp,
  request: StrategyHttpRequest,
  accessToken: string | null,
): Promise<unknown> {
  const { headers } = request;
  const hasHeader = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  const authorization = accessToken && !hasHeader ? bearer(accessToken) : {};
  return fetchJson(toHttpRequest({ ...request, headers: { ...headers, ...authorization } }));
}

/** Requests the profile of the user from all `profileUrls` of the provider at once. */
export async function loadProfile(
  { fetchJson }: ProviderHttp,
  provider: ProviderWithUrls,
  accessToken: string,
): Promise<Readonly<Record<string, unknown>>> {
  const responses = await Promise.all(
    Object.entries(provider.profileUrls).map(async ([name, target]) => {
      const {
        url,
        method = 'GET',
        headers = {},
        body,
      } = typeof target === 'string' ? { url: target } : target;
      const all = { ...headers, ...bearer(accessToken) };
      const response = fetchJson(toHttpRequest({ method, url, headers: all, body }));
      return [name, await response.catch((error) => ignoreRefusal(provider, name, error))] as const;
    }),
  );
  return Object.fromEntries(responses);
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** @throws StrategyError when the method is neither GET nor POST */
function toHttpRequest({ method, url, headers, body }: StrategyHttpRequest): HttpClientRequest {
  if (method !== 'GET' && method !== 'POST') {
    throw new StrategyError('the strategy sends a request that is neither GET nor POST');
  }
  return { method, url, headers: { ...API_HEADERS, ...headers }, ...(body && { body }) };
}

/**
 * Logs which permission is missing when the provider refused one of the `optionalProfileUrls`.
 *
 * @throws any other error
 */
function ignoreRefusal(provider: PassportProvider, name: string, error: unknown): undefined {
  const permission = provider.optionalProfileUrls?.[name];
  const isForbidden = error instanceof ProviderHttpError && error.details.isForbidden === true;
  if (permission === undefined || !isForbidden) throw error;
  logger.warn(
    `The login continues without "${name}" of ${provider.label}: ${error.message}. To receive it, grant ${permission}.`,
  );
}
