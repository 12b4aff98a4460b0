import type { ProviderTokenSet } from '../../../core/provider-flow.js';

/** A parsed token response (RFC 6749 §5.1), not validated. */
export type TokenResponse = Readonly<Record<string, unknown>>;

/** Maximum number of scopes that are read. */
const MAX_SCOPES = 100;

/**
 * Reads the tokens of a token response.
 *
 * @param requested the scopes that are granted if the response states none (RFC 6749 §5.1)
 * @returns undefined without an access token
 */
export function readTokenSet(
  response: TokenResponse | undefined,
  requested: readonly string[],
): ProviderTokenSet | undefined {
  const accessToken = response?.['access_token'];
  if (response === undefined || typeof accessToken !== 'string') return undefined;
  const { refresh_token: refreshToken, expires_in: expiresIn, scope } = response;
  return {
    accessToken,
    refreshToken:
      typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : undefined,
    expiresIn: parseSeconds(expiresIn),
    scopes: typeof scope === 'string' ? splitScopes(scope) : requested,
  };
}

/** Returns a token response without its tokens. */
export function withoutTokens(response: TokenResponse): TokenResponse {
  const tokens = new Set(['access_token', 'refresh_token', 'id_token']);
  return Object.fromEntries(Object.entries(response).filter(([name]) => !tokens.has(name)));
}

/** Form-encoded responses have numbers as text. */
function parseSeconds(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds > 0
    ? seconds
    : undefined;
}

/** GitHub separates scopes with commas, contrary to RFC 6749 §3.3. */
function splitScopes(scope: string): string[] {
  return scope.split(/[\s,]+/, MAX_SCOPES).filter((name) => name !== '');
}
