import type { Type } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type OAuth2Strategy from 'passport-oauth2';
import type { ProviderProfile } from '../../../core/provider-profile.js';
import type { PassportProvider, StrategyOptions } from '../../../core/provider.js';
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

/** The strategy option `customHeaders`, which the `oauth` package adds to its requests. */
interface CustomHeaders {
  readonly _customHeaders?: Readonly<Record<string, string>>;
}

/**
 * Creates the Passport strategy of a provider, with PKCE and `state`.
 *
 * The strategy sends its requests with the HTTP client of the module. The `oauth` package has no limits for time and
 * size, and throws in a socket callback on some responses.
 */
export function createOAuth2Strategy(
  provider: PassportProvider,
  callbackURL: string,
): RunnableStrategy {
  class ProviderStrategy extends PassportStrategy(provider.strategy as Type<OAuth2Strategy>) {
    /** Set on the object that each login creates from this one. That object has no `#private` fields. */
    private login: StrategyRequest | undefined;

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
      this.login = request as unknown as StrategyRequest;
      // oxlint-disable-next-line no-underscore-dangle -- the only place where the client can be replaced
      const client = Object.create(this._oauth2) as typeof this._oauth2 & CustomHeaders;
      // oxlint-disable-next-line no-underscore-dangle
      const customHeaders = client._customHeaders;
      const sendRequest: SendRequest = (_method, url, headers, body, _accessToken, callback) =>
        this.passResult(this.requestToken(url, { ...customHeaders, ...headers }, body), callback);
      // oxlint-disable-next-line no-underscore-dangle
      this._oauth2 = Object.assign(client, { _request: sendRequest });
      super.authenticate(request, options);
    }

    override authorizationParams(options: object): object {
      return { ...super.authorizationParams(options), ...this.login?.authorizationParams };
    }

    override userProfile(accessToken: string, done: Callback): void {
      this.passResult(loadProfile(this.currentLogin().http, provider, accessToken), done);
    }

    validate(_accessToken: string, _refreshToken: string, profile: ProviderProfile) {
      return profile;
    }

    /** Returns the response as JSON, which the `oauth` package parses. */
    private async requestToken(
      url: string,
      headers: Record<string, string>,
      body: string,
    ): Promise<string> {
      const login = this.currentLogin();
      login.tokenResponse = await requestToken(login.http, url, headers, body);
      return JSON.stringify(login.tokenResponse);
    }

    private currentLogin(): StrategyRequest {
      if (this.login === undefined) throw new Error('authenticate() was not called');
      return this.login;
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
