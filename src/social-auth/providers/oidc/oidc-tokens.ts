import {
  refreshTokenGrant,
  tokenRevocation,
  type Configuration,
  type TokenEndpointResponse,
} from 'openid-client';
import { SocialAuthError } from '../../core/errors.js';
import type { ProviderTokenSet, TokenRefresh, TokenRevocation } from '../../core/provider-flow.js';
import { ProviderHttpError } from '../provider-http-error.js';
import { toOidcError } from './oidc-error.js';

/** Maximum number of scopes that are read. */
const MAX_SCOPES = 100;

/**
 * Returns the tokens of a response.
 *
 * @param scopes the scopes that are granted if the response states none (RFC 6749 §5.1)
 */
export function toTokenSet(
  response: TokenEndpointResponse,
  scopes: readonly string[],
): ProviderTokenSet {
  return {
    accessToken: response.access_token,
    refreshToken: response.refresh_token,
    expiresIn: response.expires_in,
    scopes: response.scope?.split(' ', MAX_SCOPES).filter((scope) => scope !== '') ?? scopes,
    idToken: response.id_token,
  };
}

/**
 * Exchanges a refresh token (OIDC Core §12). The ID token of the response, if any, is verified.
 *
 * @throws SocialAuthError `invalid_grant` when the issuer rejects the refresh token; any other error when the outcome is
 *   unknown
 */
export async function refreshTokens(
  configuration: Configuration,
  { refreshToken, scopes }: Omit<TokenRefresh, 'http'>,
): Promise<ProviderTokenSet> {
  try {
    return toTokenSet(await refreshTokenGrant(configuration, refreshToken), scopes);
  } catch (error) {
    const cause = toOidcError(error, new URL(configuration.serverMetadata().issuer).host);
    const isRejected =
      cause instanceof ProviderHttpError && cause.details.oauthErrorCode === 'invalid_grant';
    if (!isRejected) throw cause;
    throw new SocialAuthError('invalid_grant', { reason: cause.message, cause });
  }
}

/**
 * Revokes the refresh token, which ends the access of the app (RFC 7009 §2.1). Without a refresh token, revokes the access
 * token. Does nothing if the issuer has no revocation endpoint.
 */
export async function revokeTokens(
  configuration: Configuration,
  { refreshToken, accessToken }: Omit<TokenRevocation, 'http'>,
): Promise<void> {
  if (configuration.serverMetadata().revocation_endpoint === undefined) return;
  await tokenRevocation(configuration, refreshToken ?? accessToken, {
    token_type_hint: refreshToken === undefined ? 'access_token' : 'refresh_token',
  });
}
