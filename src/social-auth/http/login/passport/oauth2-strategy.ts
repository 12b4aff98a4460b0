import type { Type } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type OAuth2Strategy from 'passport-oauth2';
import type { ProviderProfile } from '../../../core/provider-profile.js';
import type { Provider, StrategyOptions } from '../../../core/provider.js';
import type { FetchJson } from '../../../providers/provider-http-client.js';
import type { RunnableStrategy } from './passport-strategy-adapter.js';
import { loadProfile, requestToken } from './provider-requests.js';
import { stateStore, type StrategyRequest } from './state-store.js';

type Callback = (error: unknown, result?: unknown) => void;

/** The method of the `oauth` package that sends all of its requests. */
type SendRequest = (
  method: string,
  url: string,
  headers: Record<string, string>,
  body: string,
  accessToken: string | null,
  callback: Callback,
) => void;

/**
 * Creates the Passport strategy of a provider, with PKCE and `state`.
 *
 * The strategy sends its requests with the HTTP client of the module. The `oauth` package has no limits for time and
 * size, and throws in a socket callback on some responses.
 */
export function createOAuth2Strategy(provider: Provider, callbackURL: string): RunnableStrategy {
  class ProviderStrategy extends PassportStrategy(provider.strategy as Type<OAuth2Strategy>) {
    /** Set on the object that each login creates from this one. That object has no `#private` fields. */
    private fetchJson: FetchJson = () => Promise.reject(new Error('authenticate() was not called'));

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

    /** Keeps the strategy out of Passport's process-wide list: `PassportStrategyAdapter` runs it. */
    getPassportInstance() {
      return { use: () => undefined };
    }

    override authenticate(...[request, options]: Parameters<OAuth2Strategy['authenticate']>): void {
      const { fetchJson } = request as unknown as StrategyRequest;
      this.fetchJson = fetchJson;
      const sendRequest: SendRequest = (_method, url, headers, body, _accessToken, callback) =>
        this.passResult(requestToken(fetchJson, url, headers, body), callback);
      // oxlint-disable-next-line no-underscore-dangle -- the only place where the client can be replaced
      const client = Object.create(this._oauth2) as typeof this._oauth2;
      // oxlint-disable-next-line no-underscore-dangle
      this._oauth2 = Object.assign(client, { _request: sendRequest });
      super.authenticate(request, options);
    }

    override userProfile(accessToken: string, done: Callback): void {
      this.passResult(loadProfile(this.fetchJson, provider, accessToken), done);
    }

    validate(_accessToken: string, _refreshToken: string, profile: ProviderProfile) {
      return profile;
    }

    /** Passes a result to passport-oauth2. An error that it throws fails the login instead of the process. */
    private passResult(result: Promise<unknown>, callback: Callback): void {
      const pass = async () => {
        const [settled] = await Promise.allSettled([result]);
        if (settled.status === 'fulfilled') callback(null, settled.value);
        else callback(settled.reason);
      };
      pass().catch((error: unknown) => this.error(error));
    }
  }
  return new ProviderStrategy();
}
