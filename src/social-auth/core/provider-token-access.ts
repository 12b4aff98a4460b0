import type { LoginPrompt } from './login-parameters.js';
import type { TokenRevocation } from './provider-flow.js';

/**
 * How a provider grants access to its APIs, where it differs from RFC 6749, RFC 7009 and other providers.
 *
 * @publicApi
 */
export interface ProviderTokenAccess {
  /**
   * Parameters of authorization requests for which the provider issues refresh tokens, such as
   * `{ access_type: 'offline' }`. Default: none.
   */
  readonly authorizationParams?: Readonly<Record<string, string>>;
  /** The prompt of a request for further access, if the provider needs one to issue a refresh token. Default: none. */
  readonly consentPrompt?: LoginPrompt;
  /** The scopes that a granted scope includes, by its name. Default: a scope includes itself only. */
  readonly includedScopes?: Readonly<Record<string, readonly string[]>>;
  /**
   * Descriptions of scopes, by language and name: `{ en: { calendar: 'See your calendars' } }`. A scope without one in the
   * language of the page has the English one, otherwise its name. Equal descriptions are shown once.
   */
  readonly scopeLabels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * Revokes the access of the app at the provider. Default: the method `revoke` of the flow, or none, so that tokens are
   * only deleted.
   *
   * @throws any error: the attempt is repeated later, unless the code is `invalid_grant`
   */
  revoke?(revocation: TokenRevocation): Promise<void>;
}
