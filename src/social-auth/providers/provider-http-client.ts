import {
  sendRequest,
  type HttpAgent,
  type HttpClientRequest,
  type HttpClientResponse,
  type PendingRequest,
} from '../../net/http-client.js';
import { parseJson, readOAuthErrorCode } from './response-body.js';
import { isForbidden, parseRetryAfter } from './response-status.js';

/** Maximum size of a response, in bytes. Token and profile responses have a few KB. */
const MAX_RESPONSE_BYTES = 256 * 1024;

/** A provider is unreachable, or returned an error or an invalid response. */
export class ProviderHttpError extends Error {
  override readonly name = 'ProviderHttpError';

  /** @param message without text from the response, because it is logged */
  constructor(
    message: string,
    readonly details: ProviderHttpErrorDetails = {},
  ) {
    const { oauthErrorCode, retryAfterSeconds, cause } = details;
    const code = oauthErrorCode === undefined ? '' : `: ${oauthErrorCode}`;
    const retry = retryAfterSeconds === undefined ? '' : `. Retry after ${retryAfterSeconds} s`;
    super(`${message}${code}${retry}`, { cause });
  }
}

/** The properties of a {@link ProviderHttpError}. */
export interface ProviderHttpErrorDetails {
  /** The `error` of the response (RFC 6749 §5.2). */
  readonly oauthErrorCode?: string | undefined;
  /** Whether the provider does not permit the request. Repeating it has no effect. */
  readonly isForbidden?: boolean;
  /** Time after which the provider accepts requests again, in seconds. */
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/**
 * Sends a request and returns the parsed, untrusted body of the response.
 *
 * @param parse returns undefined when the body is invalid. Default: parses JSON
 * @throws ProviderHttpError unless the status is 2xx and the body is valid and at most 256 KiB
 */
export type FetchJson = (
  request: HttpClientRequest,
  parse?: (body: string) => unknown,
) => Promise<unknown>;

/** The HTTP client for requests to providers. */
export class ProviderHttpClient {
  /**
   * @param timeout time limit for all requests of one login together, in milliseconds
   * @param httpAgent default: an agent of the module
   */
  constructor(
    private readonly timeout: number,
    private readonly httpAgent?: HttpAgent,
  ) {}

  /**
   * Runs the requests of one login within the time limit.
   *
   * When `run` fails or exceeds the limit, its requests are aborted.
   *
   * @throws ProviderHttpError when the time limit is exceeded, even if `run` never settles
   */
  async withDeadline<T>(run: (fetchJson: FetchJson) => Promise<T>): Promise<T> {
    const requests: PendingRequest[] = [];
    let hasFailed = false;
    const send = (request: HttpClientRequest) => {
      // Passport continues after the time limit if a response arrives at the last moment.
      if (hasFailed) throw new Error('the login has failed');
      const pending = sendRequest(request, this.httpAgent);
      requests.push(pending);
      return pending.response;
    };
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new ProviderHttpError(`no response within ${this.timeout} ms`)),
        this.timeout,
      );
    });
    try {
      return await Promise.race([
        run((request, parse) => fetchJson(request, send, parse)),
        expired,
      ]);
    } catch (error) {
      hasFailed = true;
      for (const { abort } of requests) abort();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

async function fetchJson(
  request: HttpClientRequest,
  send: (request: HttpClientRequest) => Promise<HttpClientResponse>,
  parse: (body: string) => unknown = parseJson,
): Promise<unknown> {
  const { host } = new URL(request.url);
  let response: HttpClientResponse;
  try {
    response = await send(request);
  } catch (cause) {
    throw new ProviderHttpError(`${host} is unreachable`, { cause });
  }
  const json = parse(await readText(response, host));
  const { status } = response;
  if (status < 200 || status > 299) {
    throw new ProviderHttpError(`${host} returned ${status}`, {
      oauthErrorCode: readOAuthErrorCode(json),
      isForbidden: isForbidden(response),
      retryAfterSeconds: parseRetryAfter(response.headers['retry-after']),
    });
  }
  if (json === undefined) throw new ProviderHttpError(`${host} returned no JSON`);
  return json;
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
