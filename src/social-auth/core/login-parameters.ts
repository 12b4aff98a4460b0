/**
 * A step that the provider must not skip, even if the user is signed in at the provider (OIDC Core §3.1.2.1): entering
 * credentials, giving consent, or choosing an account.
 *
 * @publicApi
 */
export type LoginPrompt = 'login' | 'consent' | 'select_account';

/**
 * The parameters of one login, in addition to the parameters that all logins at the provider have.
 *
 * @publicApi
 */
export interface LoginParameters {
  /** Ignored if the provider does not support it (`prompts`). */
  readonly prompt?: LoginPrompt | undefined;
  /** The account to suggest to the user, such as an email address. It is not trusted. */
  readonly loginHint?: string | undefined;
  /**
   * The user must have authenticated at the provider at most this many seconds before the login starts. Ignored if the
   * provider does not support it (`supportsMaxAge`).
   */
  readonly maxAge?: number | undefined;
  /** Scopes in addition to the `scope` of the provider. */
  readonly scopes?: readonly string[] | undefined;
  /** Further parameters of the authorization request, such as `{ access_type: 'offline' }`. */
  readonly authorizationParams?: Readonly<Record<string, string>> | undefined;
}

/** The {@link LoginParameters} that a provider supports. */
export interface SupportedParameters {
  readonly prompts?: readonly LoginPrompt[] | undefined;
  readonly supportsMaxAge?: boolean | undefined;
  readonly authorizationParams?: Readonly<Record<string, string>> | undefined;
}

/**
 * Returns the requested parameters that a provider supports, and the `authorizationParams` of the provider.
 *
 * If a provider supports `login` but not `select_account`, `login` replaces `select_account`, because a login page accepts
 * any account. With `login`, the provider must prove that the user has authenticated after the login started.
 */
export function supportedParameters(
  { prompts = [], supportsMaxAge = false, authorizationParams }: SupportedParameters,
  requested: LoginParameters,
): LoginParameters {
  const prompt = supportedPrompt(prompts, requested.prompt);
  const maxAge = requested.maxAge ?? (prompt === 'login' ? 0 : undefined);
  return {
    ...requested,
    prompt,
    maxAge: supportsMaxAge ? maxAge : undefined,
    authorizationParams: withoutReserved({
      ...authorizationParams,
      ...requested.authorizationParams,
    }),
  };
}

function supportedPrompt(
  prompts: readonly LoginPrompt[],
  requested: LoginPrompt | undefined,
): LoginPrompt | undefined {
  if (requested === undefined || prompts.includes(requested)) return requested;
  return requested === 'select_account' && prompts.includes('login') ? 'login' : undefined;
}

/** Returns whether people can choose another account than the one with which they are signed in at a provider. */
export function canSelectAccount({ prompts = [] }: SupportedParameters): boolean {
  return prompts.includes('select_account') || prompts.includes('login');
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

/** Returns parameters without the parameters that the module sets. */
function withoutReserved(
  parameters: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => !RESERVED_PARAMETERS.has(name)),
  );
}
