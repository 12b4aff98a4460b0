import type { IncomingHttpHeaders } from 'node:http';

const BEARER_SCHEME = /^bearer(?: +|$)/i;

/**
 * Returns the token of an `Authorization: Bearer` header (RFC 6750 §2.1). The token is not validated.
 *
 * @returns everything after the scheme, `''` when that is missing; undefined without a Bearer header. Other schemes,
 *   such as Basic, may belong to a proxy in front of the app.
 */
export function bearerToken(request: {
  readonly headers: IncomingHttpHeaders;
}): string | undefined {
  const { authorization = '' } = request.headers;
  const scheme = BEARER_SCHEME.exec(authorization)?.[0];
  return scheme === undefined ? undefined : authorization.slice(scheme.length);
}
