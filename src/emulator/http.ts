import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

const MAX_BODY_BYTES = 64 * 1024;

/** One request, read to its end. */
export interface EmulatorRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** One answer, not yet sent. */
export interface EmulatorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request that is answered with a page because it must not be redirected (RFC 6749 §4.1.2.1). */
export class AuthorizeError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** Reads a request and its form or JSON body; throws {@link AuthorizeError} over 64 KiB. */
export async function parseRequest(request: IncomingMessage): Promise<EmulatorRequest> {
  const target = request.url ?? '/';
  const cut = target.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: cut === -1 ? target : target.slice(0, cut),
    query: new URLSearchParams(cut === -1 ? '' : target.slice(cut)),
    form: parseBody(await readBody(request), request.headers['content-type'] ?? ''),
    headers: request.headers,
  };
}

/** A JSON answer in both providers' way: UTF-8, not to be stored. */
export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): EmulatorResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
      pragma: 'no-cache',
      ...headers,
    },
    body: JSON.stringify(value),
  };
}

/** A redirect; 303 after a form so that a browser turns to GET. */
export function redirect(status: number, location: string): EmulatorResponse {
  return {
    status,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    body: '',
  };
}

/** Sends an answer, unless the client is gone. */
export function sendResponse(response: ServerResponse, answer: EmulatorResponse): void {
  if (response.destroyed) {
    return;
  }
  const length = Buffer.byteLength(answer.body).toString();
  response.writeHead(answer.status, { ...answer.headers, 'content-length': length });
  response.end(answer.body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new AuthorizeError('too_large', 'The request body is over 64 KiB.', 413);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(body: string, contentType: string): URLSearchParams {
  if (!contentType.startsWith('application/json')) {
    return new URLSearchParams(contentType.startsWith('application/x-www-form') ? body : '');
  }
  const value: unknown = parseJson(body);
  const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return new URLSearchParams(
    fields.filter((field): field is [string, string] => typeof field[1] === 'string'),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
