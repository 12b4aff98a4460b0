import type { HttpClientRequest, HttpClientResponse } from '../../net/http-client.js';
import type { ProviderHttp } from '../core/provider-flow.js';
import { ProviderHttpError } from './provider-http-error.js';
import { parseJson, readOAuthErrorCode } from './response-body.js';
import { isForbidden, parseRetryAfter } from './response-status.js';

/** Headers of requests to the API of a provider. GitHub rejects requests without a User-Agent. */
export const API_HEADERS = { 'User-Agent': 'nestjs-social-auth', Accept: 'application/json' };

/** Maximum size of a response, in bytes. Token and profile responses have a few KB. */
const MAX_RESPONSE_BYTES = 256 * 1024;

/** Statuses whose responses have no body (https://fetch.spec.whatwg.org/#null-body-status). */
const NULL_BODY_STATUSES = new Set([204, 205, 304]);

const METHODS = ['GET', 'POST', 'DELETE'] as const;

const isSupported = (method: string): method is (typeof METHODS)[number] =>
  METHODS.some((supported) => supported === method);

/** A response whose body has been read. */
interface ReceivedResponse extends Pick<HttpClientResponse, 'status' | 'headers'> {
  readonly host: string;
  readonly body: string;
}

/**
 * Creates the HTTP client of one login.
 *
 * @param send sends a request without following redirects
 */
export function createProviderHttp(
  send: (request: HttpClientRequest) => Promise<HttpClientResponse>,
): ProviderHttp {
  const receive = async (request: HttpClientRequest): Promise<ReceivedResponse> => {
    const { host } = new URL(request.url);
    let response: HttpClientResponse;
    try {
      response = await send(request);
    } catch (cause) {
      throw new ProviderHttpError(`${host} is unreachable`, { cause });
    }
    const { status, headers } = response;
    return { host, status, headers, body: await readText(response, host) };
  };
  return {
    fetchJson: async (request, parse = parseJson) => toJson(await receive(request), parse),
    fetch: async (url, { method = 'GET', headers = {}, body } = {}) => {
      if (!isSupported(method)) throw new TypeError('The method is unsupported.');
      const content = body === undefined || body === null ? {} : { body: body.toString() };
      return toResponse(await receive({ url, method, headers, ...content }));
    },
  };
}

/** @throws ProviderHttpError unless the status is 2xx and the body is valid */
function toJson(response: ReceivedResponse, parse: (body: string) => unknown): unknown {
  const { host, status, headers, body } = response;
  const json = parse(body);
  if (status < 200 || status > 299) {
    throw new ProviderHttpError(`${host} returned ${status}`, {
      status,
      oauthErrorCode: readOAuthErrorCode(json),
      isForbidden: isForbidden(response),
      retryAfterSeconds: parseRetryAfter(headers['retry-after']),
    });
  }
  if (json === undefined) throw new ProviderHttpError(`${host} returned no JSON`);
  return json;
}

function toResponse({ host, status, headers, body }: ReceivedResponse): Response {
  // The constructor accepts no other statuses.
  if (status < 200 || status > 599) throw new ProviderHttpError(`${host} returned ${status}`);
  const list = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each]),
  );
  return new Response(NULL_BODY_STATUSES.has(status) ? null : body, { status, headers: list });
}

async function readText(response: HttpClientResponse, host: string): Promise<string> {
  let text: string | undefined;
  try {
    text = await response.text(MAX_RESPONSE_BYTES);
  } catch (cause) {
    throw new ProviderHttpError(`${host} closed the connection`, { cause });
  }
  if (text !== undefined) return text;
  throw new ProviderHttpError(`${host} returned more than ${MAX_RESPONSE_BYTES} bytes`);
}
