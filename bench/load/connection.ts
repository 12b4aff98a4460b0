import { connect, type Socket } from 'node:net';

/** A raw HTTP response. Decodes header and body only when they are read. */
export class HttpResponse {
  constructor(
    readonly status: number,
    readonly head: string,
    private readonly bytes: Buffer,
  ) {}

  get body(): string {
    return this.bytes.toString('utf8');
  }

  /**
   * Returns the value of a header, or an empty string.
   *
   * @param name in lower case
   */
  header(name: string): string {
    return new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i').exec(this.head)?.[1] ?? '';
  }

  /** Returns `name=value` of each cookie that the response sets. */
  get cookies(): string[] {
    return [...this.head.matchAll(/\r\nset-cookie: *([^;\r]*)/gi)].map(([, pair = '']) => pair);
  }
}

interface PendingRequest {
  resolve: (response: HttpResponse) => void;
  reject: (error: Error) => void;
}

/** Idle time after which the connection is replaced, because servers close idle connections after five seconds. */
const MAX_IDLE_MS = 2000;

/**
 * A persistent HTTP/1.1 connection with pipelining.
 *
 * Node's own HTTP client is not used, because it needs more CPU time per request than the fastest measured routes and
 * would be the bottleneck.
 */
export class Connection {
  readonly #pending: PendingRequest[] = [];
  readonly #queued: Buffer[] = [];
  #socket: Socket | undefined;
  #lastUsedAt = 0;
  #buffer: Buffer = Buffer.alloc(0);

  /** Connects on the first request. */
  constructor(private readonly port: number) {}

  static createMany(port: number, count: number): Connection[] {
    return Array.from({ length: count }, () => new Connection(port));
  }

  /**
   * Sends a request.
   *
   * @param request encoded request, including its body
   */
  send(request: Buffer): Promise<HttpResponse> {
    // Collects the requests of one tick and writes them together.
    if (this.#queued.push(request) === 1) process.nextTick(() => this.#flush());
    return new Promise((resolve, reject) => this.#pending.push({ resolve, reject }));
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #flush(): void {
    const requests = this.#queued.splice(0);
    const now = performance.now();
    const idle = this.#pending.length === requests.length;
    if (idle && now - this.#lastUsedAt > MAX_IDLE_MS) this.close();
    this.#lastUsedAt = now;
    this.#socket ??= this.#connect();
    this.#socket.write(requests.length === 1 ? (requests[0] as Buffer) : Buffer.concat(requests));
  }

  #connect(): Socket {
    this.#buffer = Buffer.alloc(0);
    const socket = connect(this.port, '127.0.0.1');
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    const onLost = (error: Error) => {
      if (this.#socket === socket) this.#fail(error);
    };
    socket.on('error', onLost);
    socket.on('close', () => onLost(new Error('The server closed the connection.')));
    return socket;
  }

  #read(chunk: Buffer): void {
    this.#lastUsedAt = performance.now();
    let bytes = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end === -1) break;
      const head = bytes.toString('latin1', 0, end);
      const status = Number(head.slice(9, 12));
      const start = end + 4;
      const length = bodyLength(head, status);
      if (bytes.length < start + length) break;
      const response = new HttpResponse(status, head, bytes.subarray(start, start + length));
      this.#pending.shift()?.resolve(response);
      bytes = bytes.subarray(start + length);
    }
    this.#buffer = bytes;
  }

  #fail(error: Error): void {
    this.#socket = undefined;
    for (const { reject } of this.#pending.splice(0)) reject(error);
  }
}

function bodyLength(head: string, status: number): number {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return Number(length);
  if (status === 204 || status === 304) return 0;
  throw new Error(`A response has no Content-Length:\n${head}`);
}
