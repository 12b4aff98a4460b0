import { Logger } from '@nestjs/common';
import type { ProviderHttp } from '../../../core/provider-flow.js';
import type { ProviderProfile } from '../../../core/provider-profile.js';
import type { PassportProvider } from '../../../core/provider.js';
import { ProviderHttpError } from '../../../providers/provider-http-error.js';
import { parseTokenResponse, readOAuthErrorCode } from '../../../providers/response-body.js';
import type { TokenResponse } from './token-set.js';

/** Headers of every request. GitHub rejects requests without a User-Agent. */
const HEADERS = { 'User-Agent': 'nestjs-social-auth', Accept: 'application/json' };

const logger = new Logger('SocialAuth');

/**
 * Requests an access token.
 *
 * @returns the parsed response
 * @throws ProviderHttpError when the response has no access token
 */
export async function requestToken(
  { fetchJson }: ProviderHttp,
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<TokenResponse> {
  const request = { method: 'POST', url, headers: { ...HEADERS, ...headers }, body } as const;
  const response = (await fetchJson(request, parseTokenResponse)) as TokenResponse | null;
  const token = response?.['access_token'];
  // passport-oauth2 throws on some responses without an access token.
  if (response === null || typeof token !== 'string' || token === '') {
    throw new ProviderHttpError(`${new URL(url).host} returned no access token`, {
      oauthErrorCode: readOAuthErrorCode(response),
    });
  }
  return response;
}

/** Requests the profile of the user from all `profileUrls` of the provider at once. */
export async function loadProfile(
  { fetchJson }: ProviderHttp,
  provider: PassportProvider,
  accessToken: string,
): Promise<ProviderProfile> {
  const headers = { ...HEADERS, Authorization: `Bearer ${accessToken}` };
  const responses = await Promise.all(
    Object.entries(provider.profileUrls).map(async ([name, url]) => {
      const response = fetchJson({ method: 'GET', url, headers });
      return [name, await response.catch((error) => ignoreRefusal(provider, name, error))] as const;
    }),
  );
  return provider.toProfile(Object.fromEntries(responses));
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
