import type { Type } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type OAuth2Strategy from 'passport-oauth2';
import type { PassportProvider } from '../../../core/provider.js';
import { strategyOptions } from '../../../core/strategy-endpoints.js';
import type { RunnableStrategy } from './passport-strategy-adapter.js';
import {
  loadProfile,
  requestResource,
  requestToken,
  type StrategyHttpRequest,
} from './provider-requests.js';
import { stateStore, type StrategyRequest } from './state-store.js';

type Callback = (error: unknown, result?: unknown, response?: object) => void;

/** The client of the `oauth` package, with the members that its declaration omits. */
type OAuth2Client = OAuth2Strategy['_oauth2'] & {
  readonly _customHeaders: Readonly<Record<string, string>>;
  _getAccessTokenUrl(): string;
};

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
export function createOAuth2Strategy(
  provider: PassportProvider,
  callbackURL: string,
): RunnableStrategy {
  class ProviderStrategy extends PassportStrategy(provider.strategy as Type<OAuth2Strategy>) {
    /** Set on the object that each login creates from this one. That object has no `#private` fields. */
    private login: StrategyRequest | undefined;

    constructor() {
      super(strategyOptions(provider, callbackURL, stateStore));
    }

    /** Keeps the strategy out of Passport's process-wide list: `PassportStrategyAdapter` runs it. */
    getPassportInstance() {
      return { use: () => undefined };
    }

    override authenticate(...[request, options]: Parameters<OAuth2Strategy['authenticate']>): void {
      this.login = request as unknown as StrategyRequest;
      // oxlint-disable-next-line no-underscore-dangle -- the only place where the client can be replaced
      const client = Object.create(this._oauth2) as OAuth2Client;
      const sendRequest: SendRequest = (method, url, headers, body, accessToken, callback) => {
        // oxlint-disable-next-line no-underscore-dangle
        const sent = { method, url, headers: { ...client._customHeaders, ...headers }, body };
        this.passResult(this.send(client, sent, accessToken), callback);
      };
      // oxlint-disable-next-line no-underscore-dangle
      this._oauth2 = Object.assign(client, { _request: sendRequest });
      super.authenticate(request, options);
    }

    override authorizationParams(options: object): object {
      return { ...super.authorizationParams(options), ...this.login?.authorizationParams };
    }

    override userProfile(accessToken: string, done: Callback): void {
      const { profileUrls } = provider;
      if (profileUrls !== undefined) {
        const { http } = this.currentLogin();
        this.passResult(loadProfile(http, { ...provider, profileUrls }, accessToken), done);
        return;
      }
      super.userProfile(accessToken, (error, profile) =>
        error ? done(error) : done(null, { profile: profile as unknown }),
      );
    }

    /** Returns the responses for `toProfile`. */
    validate(_accessToken: string, _refreshToken: string, responses: object | undefined) {
      return responses ?? {};
    }

    /** Returns the response as JSON, which the strategy parses. */
    private async send(
      client: OAuth2Client,
      request: StrategyHttpRequest,
      accessToken: string | null,
    ): Promise<string> {
      const login = this.currentLogin();
      // oxlint-disable-next-line no-underscore-dangle
      if (request.url !== client._getAccessTokenUrl()) {
        return JSON.stringify(await requestResource(login.http, request, accessToken));
      }
      login.tokenResponse = await requestToken(login.http, request);
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
        if (settled.status === 'fulfilled') callback(null, settled.value, { statusCode: 200 });
        else callback(settled.reason);
      };
      pass().catch((error: unknown) => this.error(error));
    }
  }
  return new ProviderStrategy();
}
