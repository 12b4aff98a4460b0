import { HttpError } from '../server/http.js';
import type { AuthorizationRequest } from './authorization-request.js';

/**
 * Parses the parameter `deny_scopes`. It contains the scopes that a script refuses, separated by spaces or commas.
 *
 * @throws HttpError when the request does not contain one of the scopes, because this is a mistake in the script
 */
export function parseRefusedScopes(
  query: URLSearchParams,
  { scopes }: AuthorizationRequest,
): ReadonlySet<string> {
  const refused = new Set((query.get('deny_scopes') ?? '').split(/[\s,]+/).filter(Boolean));
  const unknown = [...refused].find((scope) => !scopes.includes(scope));
  if (unknown !== undefined) {
    throw new HttpError(
      400,
      'invalid_request',
      `deny_scopes contains ${unknown}. The request has these scopes: ${scopes.join(' ')}.`,
    );
  }
  return refused;
}
