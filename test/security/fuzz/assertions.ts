import { STATUS_CODES } from 'node:http';
import { ERROR_MESSAGES } from '../../../src/social-auth/core/messages/english-errors.js';
import type { RawResponse, RawRequest } from './raw-client.js';

/** The statuses with which the HTTP parser of Node.js rejects malformed requests before they reach the app. */
const PARSER_STATUSES = new Set([400, 408, 413, 417, 431]);
const PARSER_BODY = /"(Client Error|Exceeded maximum allowed HTTP header size)"/;

/**
 * Checks a response.
 *
 * @param allowedTargets the prefixes of URLs that a redirect may lead to
 * @returns a description of the problem, or undefined
 */
export function findProblem(
  request: RawRequest,
  response: RawResponse,
  allowedTargets: readonly string[],
): string | undefined {
  if (response.outcome !== 'response') {
    return response.outcome === 'timeout'
      ? 'no response within a second'
      : 'the connection was closed without a response';
  }
  const { status, headers, body } = response;
  if (!(status >= 200 && status < 500)) return `status ${status}`;
  if (/<script|<img src=x|onerror=canary/i.test(body) && isHtml(headers)) return 'unescaped markup';
  if (headers.has('x-evil')) return 'an injected header';
  for (const cookie of headers.get('set-cookie') ?? []) {
    if (!/; Path=\/; HttpOnly; SameSite=Lax|^[^;]*; .*HttpOnly/i.test(cookie)) {
      return `a cookie without the required attributes: ${cookie}`;
    }
    if (/; *domain=/i.test(cookie)) return 'a cookie with a Domain';
  }
  if (request.method === 'HEAD') return undefined;
  if (status >= 400) return findErrorProblem(request, status, headers, body);
  if (status >= 300 && status !== 304) {
    return findRedirectProblem(headers.get('location')?.[0] ?? '', allowedTargets);
  }
  return undefined;
}

const isHtml = (headers: Map<string, string[]>) =>
  headers.get('content-type')?.[0]?.startsWith('text/html') === true;

function findRedirectProblem(
  location: string,
  allowedTargets: readonly string[],
): string | undefined {
  const isOwn = /^\/(?![/\\])/.test(location);
  const isAllowed = allowedTargets.some((target) => location.startsWith(target));
  return isOwn || isAllowed ? undefined : `a redirect to ${location}`;
}

function findErrorProblem(
  request: RawRequest,
  status: number,
  headers: Map<string, string[]>,
  body: string,
): string | undefined {
  if (PARSER_STATUSES.has(status) && (body === '' || PARSER_BODY.test(body))) return undefined;
  if (isHtml(headers)) {
    if (!acceptsHtml(request)) return `a page (${status}) for a client that accepts JSON`;
    if (!body.includes('Support code')) return `an error page (${status}) without a support code`;
    return headers.has('content-security-policy') ? undefined : 'a page without a policy';
  }
  return findJsonProblem(status, body);
}

function acceptsHtml({ headers }: RawRequest): boolean {
  return headers.some(([name, value]) => name === 'accept' && value.includes('text/html'));
}

function findJsonProblem(status: number, body: string): string | undefined {
  let error: Record<string, unknown>;
  try {
    error = JSON.parse(body) as Record<string, unknown>;
  } catch {
    return `an error (${status}) that is not JSON: ${body.slice(0, 200)}`;
  }
  const { statusCode, error: reason, message, code, supportCode, ...rest } = error;
  const isValid =
    statusCode === status &&
    reason === (STATUS_CODES[status] ?? 'Error') &&
    typeof message === 'string' &&
    typeof code === 'string' &&
    Object.hasOwn(ERROR_MESSAGES, code) &&
    /^[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(String(supportCode)) &&
    Object.keys(rest).length === 0;
  return isValid ? undefined : `an undocumented error (${status}): ${body.slice(0, 200)}`;
}
