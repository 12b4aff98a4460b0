import {
  sendRequest,
  type HttpClientResponse,
  type PendingRequest,
  type HttpClientRequest,
} from '../../net/http-client.js';

/** More than any provider's honest answer, in bytes. */
const MAX_RESPONSE_BYTES = 256 * 1024;

/** A provider did not answer, answered an error, or answered what it should not. */
export class ProviderHttpError extends Error {
  override readonly name = 'ProviderHttpError';

  /** @param status the HTTP status, when there was an answer at all */
  constructor(
    message: string,
    readonly status: number | undefined,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Sends a request of one login and parses the answer, which is not trusted beyond being JSON.
 *
 * @throws ProviderHttpError on any other answer than 2xx with JSON of at most 256 KiB, in time
 */
export type FetchJson = (request: HttpClientRequest) => Promise<unknown>;

/** The only client that speaks to providers: no redirects, a cap on size, one deadline for a whole login. */
export class ProviderHttpClient {
  /** @param timeoutMs for all requests of one login together, in milliseconds */
  constructor(private readonly timeoutMs: number) {}

  /**
   * Runs a login's requests under one deadline.
   *
   * @param run given what sends them; whatever is under way when it fails is broken off
   * @throws ProviderHttpError when the deadline passes, whatever `run` is waiting for
   */
  async withDeadline<T>(run: (ask: FetchJson) => Promise<T>): Promise<T> {
    const calls: PendingRequest[] = [];
    let failed = false;
    const call = (request: HttpClientRequest) => {
      // Passport may go on with what came at the last moment.
      if (failed) throw new Error('the login has ended');
      const placed = sendRequest(request);
      calls.push(placed);
      return placed.response;
    };
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      const late = () =>
        reject(new ProviderHttpError(`no answer within ${this.timeoutMs} ms`, undefined));
      timer = setTimeout(late, this.timeoutMs);
    });
    try {
      return await Promise.race([run((request) => ask(request, call)), expired]);
    } catch (error) {
      failed = true;
      for (const { abort } of calls) abort();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

async function ask(
  request: HttpClientRequest,
  call: (request: HttpClientRequest) => Promise<HttpClientResponse>,
): Promise<unknown> {
  const where = new URL(request.url).host;
  let answer: HttpClientResponse;
  try {
    answer = await call(request);
  } catch (cause) {
    throw new ProviderHttpError(`${where} could not be reached`, undefined, { cause });
  }
  const { status } = answer;
  const text = await textOf(answer, where);
  if (status < 200 || status > 299) {
    throw new ProviderHttpError(`${where} answered ${status}`, status, {
      cause: errorCodeOf(text),
    });
  }
  return parse(text, where, status);
}

async function textOf(answer: HttpClientResponse, where: string): Promise<string> {
  const text = await answer.text(MAX_RESPONSE_BYTES).catch((cause: unknown) => {
    throw new ProviderHttpError(`${where} broke off its answer`, undefined, { cause });
  });
  if (text !== undefined) return text;
  const { status } = answer;
  throw new ProviderHttpError(`${where} answered more than ${MAX_RESPONSE_BYTES} bytes`, status);
}

function parse(text: string, where: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProviderHttpError(`${where} answered something that is not JSON`, status);
  }
}

/** The OAuth error code of an answer (RFC 6749 §5.2), if it has one; free text stays out of the log. */
export function errorCodeOf(answer: string): string | undefined {
  try {
    const code: unknown = (JSON.parse(answer) as { error?: unknown } | null)?.error;
    return typeof code === 'string' && /^[a-z_]{1,64}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}
