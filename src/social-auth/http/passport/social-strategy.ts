import { PassportStrategy } from '@nestjs/passport';
import type { Type } from '@nestjs/common';
import type OAuth2Strategy from 'passport-oauth2';
import { ProfileError, type ProviderProfile } from '../../core/provider-profile.js';
import type { Provider, StrategyOptions } from '../../core/provider.js';
import {
  errorCodeOf,
  ProviderHttpError,
  type ProviderHttp,
} from '../../providers/provider-http.js';
import { attemptStore } from './attempt-store.js';

/** At most 255 ASCII characters (OIDC Core §5.1): anything else may be two people to us and one to the database. */
const SUBJECT = /^[\x21-\x7e]{1,255}$/;

type Callback = (error: unknown, result?: unknown) => void;

type OAuth2Client = {
  _request(
    method: string,
    url: string,
    headers: Record<string, string>,
    body: string,
    accessToken: string | null,
    callback: Callback,
  ): void;
};

/** Names the product to providers; GitHub refuses requests without it. */
const USER_AGENT = 'nestjs-social-auth';

/**
 * Registers a provider's Passport strategy under `name`, hardened where the libraries are not.
 *
 * Every request goes through `http` (deadline, size cap, no redirects, JSON only); the profile comes
 * from the provider's own `toProfile`; PKCE and state are always on and live in the login attempt.
 *
 * @param name unique in the process, because Passport keeps one list of strategies for all apps in it
 */
export function registerStrategy(
  name: string,
  provider: Provider,
  callbackURL: string,
  http: ProviderHttp,
): void {
  const Base = PassportStrategy(provider.strategy as Type<OAuth2Strategy>, name);

  class SocialStrategy extends Base {
    constructor() {
      const options: StrategyOptions = {
        ...provider.strategyOptions,
        authorizationURL: provider.authorizationURL,
        tokenURL: provider.tokenURL,
        clientID: provider.clientId,
        clientSecret: provider.clientSecret,
        callbackURL,
        scope: [...provider.scope],
        pkce: 'S256',
        store: attemptStore,
        customHeaders: { 'User-Agent': USER_AGENT, Accept: 'application/json' },
      };
      super(options);
      // oxlint-disable-next-line no-underscore-dangle -- the library's one seam for its requests
      (this._oauth2 as unknown as OAuth2Client)._request = (
        _method,
        url,
        headers,
        body,
        _,
        callback,
      ) => {
        callBack(requestToken(http, url, { ...options.customHeaders, ...headers }, body), callback);
      };
    }

    override userProfile(accessToken: string, done: Callback): void {
      callBack(loadProfile(http, provider, accessToken), done);
    }

    /** What Passport calls the user is, at this point, what the provider says of one. */
    validate(
      _accessToken: string,
      _refreshToken: string,
      profile: ProviderProfile,
    ): ProviderProfile {
      return profile;
    }

    /** Keeps the cause, which the library would turn into text. */
    _createOAuthError(_message: string, error: unknown): unknown {
      return error;
    }
  }

  // oxlint-disable-next-line no-new -- its constructor is what registers it
  new SocialStrategy();
}

/** Hands a result to a callback of the library; should that throw, the deadline ends the login. */
function callBack(work: Promise<unknown>, callback: Callback): void {
  const settle = async () => {
    const [error, result] = await work.then(
      (value) => [null, value],
      (reason: unknown) => [reason],
    );
    callback(error, result);
  };
  settle().catch(() => undefined);
}

/** Exchanges the code; the library throws on answers without an access token, so they end here. */
async function requestToken(
  http: ProviderHttp,
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<string> {
  const answer = await http.json({ method: 'POST', url, headers, body });
  const text = JSON.stringify(answer);
  const token: unknown = (answer as { access_token?: unknown } | null)?.access_token;
  if (typeof token !== 'string' || token === '') {
    throw new ProviderHttpError(`${new URL(url).host} granted no access token`, 200, {
      cause: errorCodeOf(text),
    });
  }
  return text;
}

async function loadProfile(
  http: ProviderHttp,
  provider: Provider,
  accessToken: string,
): Promise<ProviderProfile> {
  const headers = {
    Authorization: `Bearer ${accessToken}`,
    Accept: 'application/json',
    'User-Agent': USER_AGENT,
  };
  const answers = await Promise.all(
    Object.entries(provider.profileURLs).map(
      async ([name, url]) => [name, await http.json({ method: 'GET', url, headers })] as const,
    ),
  );
  const profile = provider.toProfile(Object.fromEntries(answers));
  if (!SUBJECT.test(profile.subject)) throw new ProfileError('the subject is no plain ASCII text');
  return profile;
}
