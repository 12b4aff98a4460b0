import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** A request to a server of somebody else's. */
export interface HttpClientRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
}

/** What came back; its body is still to be read. */
export interface HttpClientResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /**
   * Reads the body to its end, once.
   *
   * @returns undefined when there are more bytes than that; the connection is closed then
   * @throws what broke it off, hanging up as well
   */
  readonly text: (maxBytes: number) => Promise<string | undefined>;
}

/** A request under way. */
export interface PendingRequest {
  /** Rejects with what kept it from an answer. */
  readonly response: Promise<HttpClientResponse>;
  /** Ends it, and the reading of its answer; nothing after that. */
  readonly abort: (reason?: Error) => void;
}

/** Idle connections are kept for so many milliseconds: less than any server keeps them. */
const AGENT = { keepAlive: true, timeout: 4000 };

const CLIENTS = {
  'http:': { request: httpRequest, agent: new HttpAgent(AGENT) },
  'https:': { request: httpsRequest, agent: new HttpsAgent(AGENT) },
};

/**
 * Sends a request and follows no redirect.
 *
 * Node's own client instead of `fetch`: that costs more than all else of a login together, and forgets its
 * signal while it waits for a body.
 *
 * @throws TypeError when a header is none
 */
export function sendRequest({ url, body, ...options }: HttpClientRequest): PendingRequest {
  const target = new URL(url);
  const { request, agent } = CLIENTS[target.protocol === 'http:' ? 'http:' : 'https:'];
  const sending = request(target, { ...options, agent });
  const response = new Promise<HttpClientResponse>((resolve, reject) => {
    sending.on('error', reject).once('response', (message) => {
      const { statusCode: status = 0, headers } = message;
      resolve({ status, headers, text: (maxBytes) => textOf(message, maxBytes) });
    });
  });
  sending.end(body);
  return { response, abort: (reason) => void sending.destroy(reason) };
}

async function textOf(response: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    // To leave the loop destroys the response.
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
