import {
  Agent as HttpAgentBase,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import {
  Agent as HttpsAgent,
  globalAgent as httpsGlobalAgent,
  request as httpsRequest,
} from 'node:https';

/**
 * The agent of outgoing requests, or a function that returns the agent for a URL.
 *
 * Use it for a proxy, a private certificate authority or a client certificate.
 *
 * @publicApi
 * @example
 * ```ts
 * httpAgent: new Agent({ ca: readFileSync('company-ca.pem') })
 * ```
 */
export type HttpAgent = HttpAgentBase | ((url: URL) => HttpAgentBase);

/** An HTTP request to another server. */
export interface HttpClientRequest {
  method: 'GET' | 'POST' | 'DELETE';
  /** An `http:` or `https:` URL. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
}

/** The status and headers of an HTTP response. The body has not been read yet. */
export interface HttpClientResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /**
   * Reads the body as UTF-8, without a byte order mark. Can be called once.
   *
   * @returns undefined when the body is longer than `maxBytes`. The connection is then closed.
   * @throws when the connection is closed before the end of the body
   */
  readonly text: (maxBytes: number) => Promise<string | undefined>;
}

/** A request in flight. */
export interface PendingRequest {
  /** Rejects when the server is unreachable or the request is aborted. */
  readonly response: Promise<HttpClientResponse>;
  /** Aborts the request and the reading of its body. Has no effect once the body has been read. */
  readonly abort: (reason?: Error) => void;
}

/**
 * The environment variables from which Node.js reads the proxies of outgoing requests. Undefined if Node.js uses no
 * proxies.
 */
export const usedProxyVariables = (
  httpsGlobalAgent.options as { proxyEnv?: Readonly<Record<string, string | undefined>> }
).proxyEnv;

/**
 * Closes idle connections after 4 s, so that no request uses a connection that the server is closing. Servers close
 * idle connections later (Node.js after 5 s).
 */
const AGENT_OPTIONS = {
  keepAlive: true,
  timeout: 4000,
  // Node.js 22.21 and 24.5 or newer read HTTPS_PROXY and NO_PROXY if NODE_USE_ENV_PROXY is 1.
  ...(usedProxyVariables && { proxyEnv: usedProxyVariables }),
};

const TRANSPORTS = {
  'http:': { request: httpRequest, agent: new HttpAgentBase(AGENT_OPTIONS) },
  'https:': { request: httpsRequest, agent: new HttpsAgent(AGENT_OPTIONS) },
};

/**
 * Sends a request. Does not follow redirects, and has no timeout, because the caller aborts the request.
 *
 * Uses `node:http` because `fetch` takes about five times as long per request, and because the timeout of `fetch` may
 * not fire while a body is being read.
 *
 * @param httpAgent default: an agent of the module
 * @throws TypeError when the URL or a header is invalid
 */
export function sendRequest(
  { url, body, ...options }: HttpClientRequest,
  httpAgent?: HttpAgent,
): PendingRequest {
  const target = new URL(url);
  const transport = TRANSPORTS[target.protocol === 'http:' ? 'http:' : 'https:'];
  const selected = typeof httpAgent === 'function' ? httpAgent(target) : httpAgent;
  const agent = selected ?? transport.agent;
  const pending = transport.request(target, { ...options, agent });
  // For a DELETE request, Node.js does not set this header itself, so the server would read the body as the next
  // request.
  if (body !== undefined) pending.setHeader('Content-Length', Buffer.byteLength(body));
  const response = new Promise<HttpClientResponse>((resolve, reject) => {
    pending.on('error', reject).once('response', (message) => {
      const { statusCode: status = 0, headers } = message;
      resolve({ status, headers, text: (maxBytes) => readText(message, maxBytes) });
    });
  });
  pending.end(body);
  return { response, abort: (reason) => void pending.destroy(reason) };
}

async function readText(message: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the message and closes its connection.
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
