import type { IncomingHttpHeaders } from 'node:http';

const BEARER_SCHEME = /^bearer(?: +|$)/i;

/** The headers of a request, as Node has parsed and as it has received them. On Fastify, `rawHeaders` is in `raw`. */
interface RequestHeaders {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders?: readonly string[];
  readonly raw?: { readonly rawHeaders?: readonly string[] };
}

/**
 * Returns the token of an `Authorization: Bearer` header (RFC 6750 §2.1). The token is not validated.
 *
 * @returns the text after the scheme, or `''` if there is none; undefined without a Bearer header, or with several
 *   Authorization headers. Other schemes, such as Basic, may belong to a proxy in front of the app.
 */
export function bearerToken(request: RequestHeaders): string | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined || isAmbiguous(request)) return undefined;
  const scheme = BEARER_SCHEME.exec(authorization)?.[0];
  return scheme === undefined ? undefined : authorization.slice(scheme.length);
}

/**
 * Returns whether there are several different Authorization headers, because Node keeps the first and a proxy may read the
 * last.
 */
function isAmbiguous(request: RequestHeaders): boolean {
  const rawHeaders = request.rawHeaders ?? request.raw?.rawHeaders ?? [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() !== 'authorization') continue;
    if (rawHeaders[index + 1] !== request.headers.authorization) return true;
  }
  return false;
}
