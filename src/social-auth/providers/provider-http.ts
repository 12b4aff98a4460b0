import { readCapped } from '../core/capped-body.js';

/** More than any provider's honest answer, in bytes. */
const MAX_ANSWER_BYTES = 256 * 1024;

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

/** What one request to a provider consists of. */
export interface ProviderRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/**
 * Sends a request of one login and parses the answer, which is not trusted beyond being JSON.
 *
 * @throws ProviderHttpError on any other answer than 2xx with JSON of at most 256 KiB, in time
 */
export type AskProvider = (request: ProviderRequest) => Promise<unknown>;

/** The only client that speaks to providers: no redirects, a cap on size, one deadline for a whole login. */
export class ProviderHttp {
  /** @param timeoutMs for all requests of one login together, in milliseconds */
  constructor(private readonly timeoutMs: number) {}

  /**
   * Runs a login's requests under one deadline.
   *
   * @param run given what sends them
   * @throws ProviderHttpError when the deadline passes, whatever `run` is waiting for
   */
  async withDeadline<T>(run: (ask: AskProvider) => Promise<T>): Promise<T> {
    const deadline = new AbortController();
    const expired = new Promise<never>((_, reject) => {
      deadline.signal.addEventListener('abort', () => reject(deadline.signal.reason as Error));
    });
    expired.catch(() => undefined);
    const timer = setTimeout(() => {
      deadline.abort(new ProviderHttpError(`no answer within ${this.timeoutMs} ms`, undefined));
    }, this.timeoutMs);
    try {
      const ask: AskProvider = (request) => answerTo(request, deadline.signal);
      return await Promise.race([run(ask), expired]);
    } finally {
      clearTimeout(timer);
      deadline.abort();
    }
  }
}

async function answerTo(
  { url, ...request }: ProviderRequest,
  deadline: AbortSignal,
): Promise<unknown> {
  const where = new URL(url).host;
  let response: Response;
  try {
    response = await fetch(url, { ...request, redirect: 'error', signal: deadline });
  } catch (cause) {
    throw asHttpError(`${where} could not be reached`, cause);
  }
  const text = await textOf(response, where, deadline);
  if (!response.ok) {
    throw new ProviderHttpError(`${where} answered ${response.status}`, response.status, {
      cause: errorCodeOf(text),
    });
  }
  return parse(text, where, response.status);
}

async function textOf({ body, status }: Response, where: string, signal: AbortSignal) {
  let text: string | undefined;
  try {
    text = await readCapped(body, MAX_ANSWER_BYTES, signal);
  } catch (cause) {
    throw asHttpError(`${where} broke off its answer`, cause);
  }
  if (text !== undefined) return text;
  throw new ProviderHttpError(`${where} answered more than ${MAX_ANSWER_BYTES} bytes`, status);
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

function asHttpError(message: string, cause: unknown): ProviderHttpError {
  return cause instanceof ProviderHttpError
    ? cause
    : new ProviderHttpError(message, undefined, { cause });
}
