import { connect, type Socket } from 'node:net';
import { clientAddress } from '../../support/client-address.js';

/** A request as bytes: nothing of it is checked or mended on the way. Texts are latin1. */
export interface RawRequest {
  method: string;
  target: string;
  headers: readonly (readonly [string, string])[];
  body: string;
}

/** What came back; `closed` when the connection ended without an answer, `hang` when nothing came in time. */
export type RawAnswer =
  | { outcome: 'answered'; status: number; headers: Map<string, string[]>; body: string }
  | { outcome: 'closed' }
  | { outcome: 'hang' };

/**
 * @returns the request on the wire, with a Host, the length of its body, and an address of its own for the
 *   client, unless it names them itself
 */
export function onTheWire({ method, target, headers, body }: RawRequest, host: string): string {
  const names = new Set(headers.map(([name]) => name));
  const all = [
    ...(names.has('host') ? [] : [['host', host] as const]),
    ...(names.has('x-forwarded-for') ? [] : [['x-forwarded-for', clientAddress()] as const]),
    ...headers,
    ...(body === '' ? [] : [['content-length', String(body.length)] as const]),
  ];
  const head = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${method} ${target} HTTP/1.1\r\n${head}\r\n${body}`;
}

/** One connection that is kept as long as the other side keeps it. */
export class RawClient {
  #socket: Socket | undefined;

  constructor(
    private readonly port: number,
    private readonly patienceMs: number,
  ) {}

  async send(request: RawRequest): Promise<RawAnswer> {
    const socket = this.#socket ?? (await this.#connect());
    this.#socket = undefined;
    const wire = onTheWire(request, `localhost:${this.port}`);
    const answer = await exchange(socket, wire, request.method === 'HEAD', this.patienceMs);
    const keeps =
      answer.outcome === 'answered' &&
      answer.headers.get('connection')?.[0] !== 'close' &&
      !socket.destroyed;
    if (keeps) this.#socket = socket;
    else socket.destroy();
    return answer;
  }

  close(): void {
    this.#socket?.destroy();
  }

  #connect(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, 'localhost');
      socket.setEncoding('latin1').setNoDelay(true);
      // Between two requests the other side may close at any time; the next exchange notices.
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
  patienceMs: number,
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    let text = '';
    const finish = (answer: RawAnswer) => {
      clearTimeout(timer);
      socket.off('data', read).off('close', ended);
      resolve(answer);
    };
    const read = (chunk: string) => {
      text += chunk;
      const answer = parse(text, isHead, false);
      if (answer !== undefined) finish(answer);
    };
    const ended = () => finish(parse(text, isHead, true) ?? { outcome: 'closed' });
    const timer = setTimeout(() => finish({ outcome: 'hang' }), patienceMs);
    socket.on('data', read).on('close', ended);
    socket.write(wire, 'latin1');
  });
}

/** @returns the answer, or undefined while it is not complete. */
function parse(text: string, isHead: boolean, ended: boolean): RawAnswer | undefined {
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
  const bodyless = isHead || status === 204 || status === 304;
  const body = bodyless ? '' : bodyOf(rest, headers, ended);
  return body === undefined ? undefined : { outcome: 'answered', status, headers, body };
}

function bodyOf(rest: string, headers: Map<string, string[]>, ended: boolean): string | undefined {
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
