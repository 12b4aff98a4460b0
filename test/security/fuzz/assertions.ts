import { STATUS_CODES } from 'node:http';
import { ERROR_MESSAGES } from '../../../src/social-auth/pages/error-messages.js';
import type { RawAnswer, RawRequest } from './raw-client.js';

/** What Node's own parser answers to what is no HTTP; the app never sees such a request. */
const NO_HTTP = new Set([400, 408, 413, 417, 431]);
const OF_THE_PARSER = /"(Client Error|Exceeded maximum allowed HTTP header size)"/;

/**
 * Says what is wrong with an answer.
 *
 * @param places the origins that a redirect may lead to
 * @returns undefined when nothing is
 */
export function faultIn(
  request: RawRequest,
  answer: RawAnswer,
  places: readonly string[],
): string | undefined {
  if (answer.outcome !== 'answered') {
    return answer.outcome === 'hang'
      ? 'no answer within a second'
      : 'the connection ended without an answer';
  }
  const { status, headers, body } = answer;
  if (!(status >= 200 && status < 500)) return `status ${status}`;
  if (/<script|<img src=x|onerror=canary/i.test(body) && isHtml(headers)) return 'markup came back';
  if (headers.has('x-evil')) return 'a header was smuggled in';
  for (const cookie of headers.get('set-cookie') ?? []) {
    if (!/; Path=\/; HttpOnly; SameSite=Lax|^[^;]*; .*HttpOnly/i.test(cookie)) {
      return `a cookie without its attributes: ${cookie}`;
    }
    if (/; *domain=/i.test(cookie)) return 'a cookie with a Domain';
  }
  if (request.method === 'HEAD') return undefined;
  if (status >= 400) return faultInError(request, status, headers, body);
  if (status >= 300 && status !== 304) {
    return faultInRedirect(headers.get('location')?.[0] ?? '', places);
  }
  return undefined;
}

const isHtml = (headers: Map<string, string[]>) =>
  headers.get('content-type')?.[0]?.startsWith('text/html') === true;

function faultInRedirect(location: string, places: readonly string[]): string | undefined {
  const ours = /^\/(?![/\\])/.test(location);
  const known = places.some((place) => location.startsWith(place));
  return ours || known ? undefined : `a redirect to ${location}`;
}

function faultInError(
  request: RawRequest,
  status: number,
  headers: Map<string, string[]>,
  body: string,
): string | undefined {
  if (NO_HTTP.has(status) && (body === '' || OF_THE_PARSER.test(body))) return undefined;
  if (isHtml(headers)) {
    if (!asksForPage(request)) return `a page (${status}) for who asked for JSON`;
    if (!body.includes('Support code')) return `an error page (${status}) of somebody else`;
    return headers.has('content-security-policy') ? undefined : 'a page without a policy';
  }
  return faultInJson(status, body);
}

/** Whether some reading of the request's headers asks for a page. */
function asksForPage({ headers }: RawRequest): boolean {
  return headers.some(([name, value]) => name === 'accept' && value.includes('text/html'));
}

function faultInJson(status: number, body: string): string | undefined {
  let error: Record<string, unknown>;
  try {
    error = JSON.parse(body) as Record<string, unknown>;
  } catch {
    return `an error (${status}) that is no JSON: ${body.slice(0, 200)}`;
  }
  const { statusCode, error: word, message, code, supportCode, ...rest } = error;
  const right =
    statusCode === status &&
    word === (STATUS_CODES[status] ?? 'Error') &&
    typeof message === 'string' &&
    typeof code === 'string' &&
    Object.hasOwn(ERROR_MESSAGES, code) &&
    /^[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(String(supportCode)) &&
    Object.keys(rest).length === 0;
  return right ? undefined : `an error (${status}) of another shape: ${body.slice(0, 200)}`;
}
