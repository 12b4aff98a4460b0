import { Logger } from '@nestjs/common';
import { InvalidProfileError, type ProviderProfile } from '../../../core/provider-profile.js';
import type { Provider } from '../../../core/provider.js';
import { ProviderHttpError, type FetchJson } from '../../../providers/provider-http-client.js';
import { parseTokenResponse, readOAuthErrorCode } from '../../../providers/response-body.js';

/** At most 255 ASCII characters (OIDC Core §5.1). Databases compare other characters in different ways. */
const SUBJECT = /^[\x21-\x7e]{1,255}$/;

/** Headers of every request. GitHub rejects requests without a User-Agent. */
const HEADERS = { 'User-Agent': 'nestjs-social-auth', Accept: 'application/json' };

const logger = new Logger('SocialAuth');

/**
 * Requests an access token.
 *
 * @returns the response as JSON, which the `oauth` package parses
 * @throws ProviderHttpError when the response has no access token
 */
export async function requestToken(
  fetchJson: FetchJson,
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<string> {
  const request = { method: 'POST', url, headers: { ...HEADERS, ...headers }, body } as const;
  const response = (await fetchJson(request, parseTokenResponse)) as {
    access_token?: unknown;
  } | null;
  const token = response?.access_token;
  // passport-oauth2 throws on some responses without an access token.
  if (typeof token !== 'string' || token === '') {
    throw new ProviderHttpError(`${new URL(url).host} returned no access token`, {
      oauthErrorCode: readOAuthErrorCode(response),
    });
  }
  return JSON.stringify(response);
}

/**
 * Requests the profile of the user from all `profileUrls` of the provider at once.
 *
 * @throws InvalidProfileError when the subject is invalid
 */
export async function loadProfile(
  fetchJson: FetchJson,
  provider: Provider,
  accessToken: string,
): Promise<ProviderProfile> {
  const headers = { ...HEADERS, Authorization: `Bearer ${accessToken}` };
  const responses = await Promise.all(
    Object.entries(provider.profileUrls).map(async ([name, url]) => {
      const response = fetchJson({ method: 'GET', url, headers });
      return [name, await response.catch((error) => ignoreRefusal(provider, name, error))] as const;
    }),
  );
  const profile = provider.toProfile(Object.fromEntries(responses));
  if (!SUBJECT.test(profile.subject)) {
    throw new InvalidProfileError('the subject is not 1 to 255 printable ASCII characters');
  }
  return profile;
}

/**
 * Logs which permission is missing when the provider refused one of the `optionalProfileUrls`.
 *
 * @throws any other error
 */
function ignoreRefusal(provider: Provider, name: string, error: unknown): undefined {
  const permission = provider.optionalProfileUrls?.[name];
  const isForbidden = error instanceof ProviderHttpError && error.details.isForbidden === true;
  if (permission === undefined || !isForbidden) throw error;
  logger.warn(
    `The login continues without "${name}" of ${provider.label}: ${error.message}. To receive it, grant ${permission}.`,
  );
}
