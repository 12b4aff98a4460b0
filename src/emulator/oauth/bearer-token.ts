import type { EmulatorRequest } from '../server/http.js';

/**
 * Returns the access token in the Authorization header, if any (RFC 6750 §2.1).
 *
 * @param schemes - the accepted authentication schemes in lower case
 */
export function bearerToken(
  { headers }: EmulatorRequest,
  schemes: readonly string[],
): string | undefined {
  const [scheme = '', token, ...rest] = (headers.authorization ?? '').split(' ');
  return schemes.includes(scheme.toLowerCase()) && rest.length === 0 ? token : undefined;
}
