import { PassportStrategy } from '@nestjs/passport';
import type { Type } from '@nestjs/common';
import type OAuth2Strategy from 'passport-oauth2';
import { InvalidProfileError, type ProviderProfile } from '../../../core/provider-profile.js';
import type { Provider, StrategyOptions } from '../../../core/provider.js';
import {
  errorCodeOf,
  ProviderHttpError,
  type FetchJson,
} from '../../../providers/provider-http-client.js';
import { stateStore, type StateStoreRequest } from './state-store.js';

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

/** Of every request; GitHub refuses those that do not say who asks. */
const HEADERS = { 'User-Agent': 'nestjs-social-auth', Accept: 'application/json' };

/**
 * Registers a provider's Passport strategy under `name`, hardened where the libraries are not.
 *
 * Every request goes through `ask` of the login's attempt (deadline, size cap, no redirects, JSON only);
 * the profile comes from the provider's own `toProfile`; PKCE and state are always on and live in the attempt.
 *
 * @param name unique in the process, because Passport keeps one list of strategies for all apps in it
 */
export function registerOAuth2Strategy(
  name: string,
  provider: Provider,
  callbackURL: string,
): void {
  const Base = PassportStrategy(provider.strategy as Type<OAuth2Strategy>, name);

  class SocialStrategy extends Base {
    private ask: FetchJson = noTransport;

    constructor() {
      const options: StrategyOptions = {
        ...provider.strategyOptions,
        authorizationURL: provider.authorizationUrl,
        tokenURL: provider.tokenUrl,
        clientID: provider.clientId,
        clientSecret: provider.clientSecret,
        callbackURL,
        scope: [...provider.scope],
        pkce: 'S256',
        store: stateStore,
      };
      super(options);
    }

    /** Passport makes an object of its own for each attempt, so what is set on it is of that alone. */
    override authenticate(...[request, options]: Parameters<OAuth2Strategy['authenticate']>): void {
      const { fetchJson = noTransport } = request as unknown as StateStoreRequest;
      this.ask = fetchJson;
      // oxlint-disable-next-line no-underscore-dangle -- the library's one seam for its requests
      this._oauth2 = withTransport(fetchJson, this._oauth2);
      super.authenticate(request, options);
    }

    override userProfile(accessToken: string, done: Callback): void {
      callbackify(loadProfile(this.ask, provider, accessToken), done);
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

/** What a login that begins has: it only sends the browser away. */
const noTransport: FetchJson = () => Promise.reject(new Error('this attempt asks nothing'));

/** The library's client, its requests going through `ask`. */
function withTransport<Client extends object>(ask: FetchJson, client: Client): Client {
  const send: OAuth2Client['_request'] = (_method, url, headers, body, _, callback) => {
    callbackify(requestToken(ask, url, { ...HEADERS, ...headers }, body), callback);
  };
  return Object.assign(Object.create(client) as Client, { _request: send });
}

/** Hands a result to a callback of the library; should that throw, the deadline ends the login. */
function callbackify(work: Promise<unknown>, callback: Callback): void {
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
  ask: FetchJson,
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<string> {
  const answer = await ask({ method: 'POST', url, headers, body });
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
  ask: FetchJson,
  provider: Provider,
  accessToken: string,
): Promise<ProviderProfile> {
  const headers = { ...HEADERS, Authorization: `Bearer ${accessToken}` };
  const answers = await Promise.all(
    Object.entries(provider.profileUrls).map(
      async ([name, url]) => [name, await ask({ method: 'GET', url, headers })] as const,
    ),
  );
  const profile = provider.toProfile(Object.fromEntries(answers));
  if (!SUBJECT.test(profile.subject)) {
    throw new InvalidProfileError('the subject is no plain ASCII text');
  }
  return profile;
}
