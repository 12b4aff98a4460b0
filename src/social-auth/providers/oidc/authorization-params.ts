import type { LoginParameters } from '../../core/login-parameters.js';
import type { ResolvedOidcOptions } from './oidc-options.js';

/** The values that the module sets in an authorization request. */
export interface AuthorizationValues {
  readonly state: string;
  readonly redirectUri: string;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
}

/**
 * Returns the parameters of an authorization request (OIDC Core §3.1.2.1), except the parameters that openid-client adds.
 */
export function authorizationParams(
  { scope, quirks }: ResolvedOidcOptions,
  { prompt, loginHint, maxAge, scopes = [], authorizationParams: further }: LoginParameters,
  { state, redirectUri, nonce, codeChallenge }: AuthorizationValues,
): Record<string, string> {
  return {
    ...further,
    redirect_uri: redirectUri,
    scope: [...new Set([...scope, ...scopes])].join(' '),
    state,
    ...(nonce !== undefined && { nonce }),
    ...(codeChallenge !== undefined && {
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    }),
    ...(prompt !== undefined && { prompt }),
    ...(loginHint !== undefined && { login_hint: loginHint }),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
    ...(quirks.usesFormPost === true && { response_mode: 'form_post' }),
  };
}
