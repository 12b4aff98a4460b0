/**
 * What a provider asks the user for, although it knows them already (OIDC Core §3.1.2.1): their credentials, their
 * consent, or the account to use.
 *
 * @publicApi
 */
export type LoginPrompt = 'login' | 'consent' | 'select_account';

/**
 * The parameters of one login, in addition to those of the provider.
 *
 * @publicApi
 */
export interface LoginParameters {
  /** Ignored for providers that do not support it (`Provider.prompts`). */
  readonly prompt?: LoginPrompt | undefined;
  /** The account to suggest to the user, such as an email address. It is not trusted. */
  readonly loginHint?: string | undefined;
  /** Maximum age of the user's authentication at the provider, in seconds. Ignored without `Provider.supportsMaxAge`. */
  readonly maxAge?: number | undefined;
  /** Scopes in addition to those of the provider. */
  readonly scopes?: readonly string[] | undefined;
  /** Further parameters of the authorization request, such as `{ access_type: 'offline' }`. */
  readonly authorizationParams?: Readonly<Record<string, string>> | undefined;
}

/** The parameters of an authorization request that the module sets (RFC 6749 §4.1.1, RFC 7636 §4.3, OIDC Core §3.1.2.1). */
export const RESERVED_PARAMETERS: ReadonlySet<string> = new Set([
  'client_id',
  'client_secret',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'nonce',
  'redirect_uri',
  'request',
  'request_uri',
  'response_mode',
  'response_type',
  'scope',
  'state',
]);
