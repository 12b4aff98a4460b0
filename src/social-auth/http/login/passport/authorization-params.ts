import type { LoginParameters } from '../../../core/login-parameters.js';
import type { PassportProvider } from '../../../core/provider.js';

/** Returns the parameters of an authorization request that neither the module nor the strategy sets. */
export function authorizationParams(
  { responseMode }: PassportProvider,
  { prompt, loginHint, maxAge, authorizationParams: further }: LoginParameters,
): Record<string, string> {
  return {
    ...further,
    ...(prompt !== undefined && { prompt }),
    ...(loginHint !== undefined && { login_hint: loginHint }),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
    ...(responseMode === 'form_post' && { response_mode: responseMode }),
  };
}
