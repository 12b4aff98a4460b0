import { connect, type Socket } from 'node:net';
import { clientAddress } from '../../support/client-address.js';

/** A request that is sent without validation or normalization. Strings are latin1. */
export interface RawRequest {
  method: string;
  target: string;
  headers: readonly (readonly [string, string])[];
  body: string;
}

/** The outcome of a request: a response, a closed connection, or a timeout. */
export type RawResponse =
  | { outcome: 'response'; status: number; headers: Map<string, string[]>; body: string }
  | { outcome: 'closed' }
  | { outcome: 'timeout' };

/**
 * @returns the request as bytes, with Host, Content-Length and a random X-Forwarded-For unless it has them
 */
export function onTheWire({ method, target, headers, body }: RawRequest, host: string): string {
  const names = new Set(headers.map(([name]) => name));
  const allHeaders = [
    ...(names.has('host') ? [] : [['host', host] as const]),
    ...(names.has('x-forwarded-for') ? [] : [['x-forwarded-for', clientAddress()] as const]),
    ...headers,
    ...(body === '' ? [] : [['content-length', String(body.length)] as const]),
  ];
  const head = allHeaders.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${method} ${target} HTTP/1.1\r\n${head}\r\n${body}`;
}

/** A client with one keep-alive connection. */
export class RawClient {
  #socket: Socket | undefined;

  constructor(
    private readonly port: number,
    private readonly timeoutMs: number,
  ) {}

  async send(request: RawRequest): Promise<RawResponse> {
    const socket = this.#socket ?? (await this.#connect());
    this.#socket = undefined;
    const wire = onTheWire(request, `localhost:${this.port}`);
    const response = await exchange(socket, wire, request.method === 'HEAD', this.timeoutMs);
    const isReusable =
      response.outcome === 'response' &&
      response.headers.get('connection')?.[0] !== 'close' &&
      !socket.destroyed;
    if (isReusable) this.#socket = socket;
    else socket.destroy();
    return response;
  }

  close(): void {
    this.#socket?.destroy();
  }

  #connect(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, 'localhost');
      socket.setEncoding('latin1').setNoDelay(true);
      // The server may close an idle connection. The next request then opens another one.
      socket.on('error', () => socket.destroy());
      socket.once('connect', () => resolve(socket)).once('error', reject);
      socket.once('close', () => {
        if (this.#socket === socket) this.#socket = undefined;
      });
    });
  }
}

function exchange(
  socket: Socket,
  wire: string,
  isHead: boolean,
  timeoutMs: number,
): Promise<RawResponse> {
  return new Promise((resolve) => {
    let text = '';
    const finish = (response: RawResponse) => {
      clearTimeout(timer);
      socket.off('data', read).off('close', ended);
      resolve(response);
    };
    const read = (chunk: string) => {
      text += chunk;
      const response = parse(text, isHead, false);
      if (response !== undefined) finish(response);
    };
    const ended = () => finish(parse(text, isHead, true) ?? { outcome: 'closed' });
    const timer = setTimeout(() => finish({ outcome: 'timeout' }), timeoutMs);
    socket.on('data', read).on('close', ended);
    socket.write(wire, 'latin1');
  });
}

/** @returns the response, or undefined while it is incomplete */
function parse(text: string, isHead: boolean, ended: boolean): RawResponse | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]);
  const rest = text.slice(end + 4);
  if (status >= 100 && status < 200) return parse(rest, isHead, ended);
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    const value = line.slice(line.indexOf(':') + 1).trim();
    headers.set(name, [...(headers.get(name) ?? []), value]);
  }
  const hasNoBody = isHead || status === 204 || status === 304;
  const body = hasNoBody ? '' : readBody(rest, headers, ended);
  return body === undefined ? undefined : { outcome: 'response', status, headers, body };
}

function readBody(
  rest: string,
  headers: Map<string, string[]>,
  ended: boolean,
): string | undefined {
  const length = headers.get('content-length')?.[0];
  if (length !== undefined) return rest.length >= Number(length) ? rest : undefined;
  if (headers.get('transfer-encoding')?.[0] === 'chunked') {
    return rest.endsWith('0\r\n\r\n') ? dechunk(rest) : undefined;
  }
  return ended ? rest : undefined;
}

function dechunk(rest: string): string {
  const size = parseInt(rest, 16);
  if (!(size > 0)) return '';
  const start = rest.indexOf('\r\n') + 2;
  return rest.slice(start, start + size) + dechunk(rest.slice(start + size + 2));
}
