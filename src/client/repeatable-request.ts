/** A request to the app that can be sent again with new credentials. */
export interface RepeatableRequest {
  /** Whether the request can be sent twice. This is false if its body is a stream. */
  readonly isRepeatable: boolean;
  readonly signal: AbortSignal | null | undefined;
  /** Sends the request with the current credentials. */
  send(): Promise<Response>;
}

type AddHeaders = (headers: HeadersInit | undefined) => HeadersInit | undefined;

/**
 * Prepares a request to the app.
 *
 * @param addHeaders adds the credentials
 * @returns undefined if the request is for another origin
 */
export function repeatable(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  baseUrl: string,
  addHeaders: AddHeaders,
): RepeatableRequest | undefined {
  const request = input instanceof Request ? input : undefined;
  const base = new URL(baseUrl);
  const url = new URL(input instanceof Request ? input.url : input, resolutionBase(base));
  if (url.origin !== base.origin) return undefined;
  const isStream = init?.body instanceof ReadableStream;
  return {
    isRepeatable: !isStream,
    signal: init?.signal ?? request?.signal,
    send: () => {
      const headers = addHeaders(init?.headers ?? request?.headers);
      const options = { ...init, ...(headers && { headers }) };
      // Sends a copy, because a body can be read only once and the request may be sent again.
      return fetch(request?.clone() ?? url, options);
    },
  };
}

/**
 * Returns the URL that relative URLs are resolved against. This is the URL of the page, or the address of the app if
 * the app has another origin.
 */
function resolutionBase(base: URL): string {
  return base.origin === location.origin ? document.baseURI : `${base.href.replace(/\/$/, '')}/`;
}

/**
 * Waits for a promise until the signal aborts.
 *
 * @throws the reason of the signal
 */
export async function whileNotAborted(
  promise: Promise<void>,
  signal: AbortSignal | null | undefined,
): Promise<void> {
  if (!signal) return promise;
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
  });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
