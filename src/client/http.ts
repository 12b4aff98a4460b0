import { AuthClientError } from './auth-client-error.js';

/**
 * Time limit of a request, in milliseconds. It is shorter than the grace period of the server (ten seconds), so that a
 * repeated refresh with the same refresh token still succeeds.
 */
const TIMEOUT_MS = 8000;

/** A POST request with a JSON response. */
export interface PostOptions {
  /** Sent as JSON. Default: no body. */
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a POST request.
 *
 * @returns the parsed body; undefined when it is empty
 * @throws AuthClientError when there is no usable response, or its status is not 2xx
 */
export async function post(
  url: string,
  { body, headers, signal }: PostOptions = {},
): Promise<unknown> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, TIMEOUT_MS);
  signal?.addEventListener('abort', abort);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      cache: 'no-store',
      // The app never redirects these requests, but a captive portal may.
      redirect: 'error',
      signal: controller.signal,
    });
    const text = await response.text();
    if (!response.ok) throw toError(response, text);
    return text === '' ? undefined : JSON.parse(text);
  } catch (cause) {
    if (cause instanceof AuthClientError) throw cause;
    throw new AuthClientError('network_error', 'The server sent no usable response.', { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** Returns the error that a response describes. The response of a proxy may contain no JSON. */
function toError({ status, headers }: Response, text: string): AuthClientError {
  const { code, message, supportCode } = parseObject(text);
  return new AuthClientError(
    typeof code === 'string' ? code : 'unexpected_response',
    typeof message === 'string' ? message : `The server responded with status ${status}.`,
    {
      status,
      supportCode: typeof supportCode === 'string' ? supportCode : undefined,
      retryAfter: parseRetryAfter(headers.get('retry-after')),
    },
  );
}

/** Returns the properties of a JSON object. Returns an empty object if the text is not JSON. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text) as Record<string, unknown> | null) ?? {};
  } catch {
    return {};
  }
}

/** Parses a Retry-After header (RFC 9110 §10.2.3), which contains seconds or a date. Returns milliseconds. */
export function parseRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const milliseconds = /^\d+$/.test(value)
    ? Number(value) * 1000
    : new Date(value).getTime() - Date.now();
  return milliseconds >= 0 ? milliseconds : undefined;
}
