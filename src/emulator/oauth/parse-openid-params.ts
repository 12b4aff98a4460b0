import { HttpError } from '../server/http.js';
import { PROMPTS, type AuthorizationRequest, type Prompt } from './authorization-request.js';

/** The parameters of OpenID Connect and of Google's extensions. */
type OpenIdParams = Pick<
  AuthorizationRequest,
  'nonce' | 'prompts' | 'maxAge' | 'includeAuthTime' | 'offline' | 'includeGrantedScopes'
>;

/**
 * Parses the parameters that OpenID Connect and Google add to the parameters of OAuth.
 *
 * The id_token contains `auth_time` if the request contains `max_age` (OpenID Connect Core §3.1.2.1) or requests it
 * with the parameter `claims`. The real Google supports only `claims`, because it has no re-authentication
 * (developers.google.com/identity/siwg/security-bundle).
 *
 * @param prompts - the values of `prompt` that the provider supports. Other values are ignored.
 * @throws HttpError when a parameter is invalid
 */
export function parseOpenIdParams(
  query: URLSearchParams,
  prompts: readonly Prompt[],
): OpenIdParams {
  const maxAge = parseMaxAge(query.get('max_age'));
  return {
    nonce: query.get('nonce'),
    prompts: new Set(
      parsePrompts(query.get('prompt') ?? '').filter((name) => prompts.includes(name)),
    ),
    maxAge,
    includeAuthTime: maxAge !== null || requestsAuthTime(query.get('claims')),
    offline: parseChoice(query, 'access_type', ['online', 'offline']) === 'offline',
    includeGrantedScopes:
      parseChoice(query, 'include_granted_scopes', ['false', 'true']) === 'true',
  };
}

function parsePrompts(text: string): Prompt[] {
  const names = text.split(' ').filter(Boolean);
  const unknown = names.find((name) => !PROMPTS.includes(name as Prompt));
  if (unknown !== undefined) {
    throw invalid(`prompt=${unknown} is not supported.`);
  }
  if (names.includes('none') && names.length > 1) {
    throw invalid('prompt=none cannot be combined with other values.');
  }
  return names as Prompt[];
}

function parseMaxAge(text: string | null): number | null {
  if (text !== null && !/^\d{1,9}$/.test(text)) {
    throw invalid('max_age must be a number of seconds.');
  }
  return text === null ? null : Number(text);
}

function requestsAuthTime(claims: string | null): boolean {
  if (claims === null) {
    return false;
  }
  try {
    const request = JSON.parse(claims) as { id_token?: { auth_time?: unknown } } | null;
    return request?.id_token?.auth_time !== undefined;
  } catch {
    throw invalid('claims must be JSON.');
  }
}

function parseChoice(query: URLSearchParams, name: string, choices: readonly string[]) {
  const value = query.get(name);
  if (value !== null && !choices.includes(value)) {
    throw invalid(`${name} must be ${choices.join(' or ')}.`);
  }
  return value;
}

function invalid(message: string): HttpError {
  return new HttpError(400, 'invalid_request', message);
}
