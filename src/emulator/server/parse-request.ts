import type { IncomingMessage } from 'node:http';
import { HttpError, type EmulatorRequest } from './http.js';

const MAX_BODY_BYTES = 64 * 1024;

/**
 * Reads a request and parses its form or JSON body.
 *
 * @throws HttpError with the status 413 when the body is larger than 64 KiB
 */
export async function parseRequest(request: IncomingMessage): Promise<EmulatorRequest> {
  const target = request.url ?? '/';
  const [path = '/'] = target.split('?', 1);
  return {
    method: request.method ?? 'GET',
    path,
    pathParams: {},
    query: new URLSearchParams(target.slice(path.length)),
    form: parseBody(await readBody(request), request.headers['content-type'] ?? ''),
    headers: request.headers,
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new HttpError(413, 'content_too_large', 'The request body is larger than 64 KiB.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(body: string, contentType: string): URLSearchParams {
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return new URLSearchParams(body);
  }
  if (!contentType.startsWith('application/json')) {
    return new URLSearchParams();
  }
  const value = parseJson(body);
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return new URLSearchParams(
    members.filter((member): member is [string, string] => typeof member[1] === 'string'),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
