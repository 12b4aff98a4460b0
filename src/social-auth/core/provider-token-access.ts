import type { LoginPrompt } from './login-parameters.js';
import type { TokenRevocation } from './provider-flow.js';

/**
 * How a provider grants access to its APIs. Each property is only needed if the provider differs from RFC 6749 and RFC
 * 7009.
 *
 * @publicApi
 */
export interface ProviderTokenAccess {
  /**
   * Parameters of an authorization request that make the provider issue a refresh token, such as
   * `{ access_type: 'offline' }`. Default: none.
   */
  readonly authorizationParams?: Readonly<Record<string, string>>;
  /** The prompt of a request for further access, if the provider needs one to issue a refresh token. Default: none. */
  readonly consentPrompt?: LoginPrompt;
  /** By the name of a scope, the other scopes that it includes. Default: a scope includes itself only. */
  readonly includedScopes?: Readonly<Record<string, readonly string[]>>;
  /**
   * Descriptions of scopes, by language and name: `{ en: { calendar: 'See your calendars' } }`. Without a description in
   * the language of the page, the page shows the English one, otherwise the name of the scope. Equal descriptions are shown
   * once.
   */
  readonly scopeLabels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * Revokes the access of the app at the provider. Default: the method `revoke` of the flow. If the flow has no such
   * method, the app only deletes the tokens.
   *
   * @throws any error: the module tries again later, unless the code of the error is `invalid_grant`
   */
  revoke?(revocation: TokenRevocation): Promise<void>;
}
