import { Injectable } from '@nestjs/common';
import { ProviderTokens, type ProviderAccessToken } from '../provider-tokens/index.js';
import { SocialAuthError } from '../social-auth/index.js';

/** Time limit of a request, in milliseconds. */
const TIMEOUT_MS = 10_000;

/** Sends requests to the APIs of providers on behalf of the current user. */
@Injectable()
export class ProviderApi {
  constructor(private readonly tokens: ProviderTokens) {}

  /**
   * Sends a GET request and returns the parsed response. Does not validate the response. If the API rejects the access
   * token, repeats the request once with another one.
   *
   * @throws SocialAuthError `reconsent_required` when the user has withdrawn the access, `provider_unavailable`
   */
  async get(userId: string, url: string, token: ProviderAccessToken): Promise<unknown> {
    const first = await send(url, token);
    const response =
      first.status === 401 ? await send(url, await this.tokens.replace(userId, token)) : first;
    if (!response.ok) throw unavailable(`${new URL(url).host} returned ${response.status}`);
    return response.json();
  }
}

async function send(url: string, { value }: ProviderAccessToken): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const headers = { Authorization: `Bearer ${value}`, Accept: 'application/json' };
  const request = () => fetch(url, { headers, redirect: 'error', signal });
  try {
    // Repeats a failed request once, because the provider may have closed the idle connection.
    return await request().catch(request);
  } catch (cause) {
    throw unavailable(`${new URL(url).host} is unreachable`, cause);
  }
}

const unavailable = (reason: string, cause?: unknown) =>
  new SocialAuthError('provider_unavailable', { reason, cause });
