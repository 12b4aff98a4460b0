import { connect, type Socket } from 'node:net';

/** An answer as it came; nothing of it is decoded before it is asked for. */
export class Answer {
  constructor(
    readonly status: number,
    readonly head: string,
    private readonly bytes: Buffer,
  ) {}

  get body(): string {
    return this.bytes.toString('utf8');
  }

  /** @returns the value of the first header of that name, in lower case, else an empty text. */
  header(name: string): string {
    return new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i').exec(this.head)?.[1] ?? '';
  }

  /** @returns `name=value` of every cookie it sets. */
  get cookies(): string[] {
    return [...this.head.matchAll(/\r\nset-cookie: *([^;\r]*)/gi)].map(([, pair = '']) => pair);
  }
}

interface Waiting {
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

/** Servers close a connection that was idle for five seconds; one that was for so long is replaced before. */
const IDLE_MS = 2000;

/**
 * One HTTP/1.1 connection that is kept; requests may be sent before earlier ones are answered.
 *
 * It does as little as it can, because a load generator that is slower than the server measures itself:
 * node's own client needs more processor time for a request than the quickest routes here.
 */
export class Connection {
  readonly #waiting: Waiting[] = [];
  readonly #unsent: Buffer[] = [];
  #socket: Socket | undefined;
  #usedAt = 0;
  #rest: Buffer = Buffer.alloc(0);

  /** It connects when there is something to send. */
  constructor(private readonly port: number) {}

  static several(port: number, count: number): Connection[] {
    return Array.from({ length: count }, () => new Connection(port));
  }

  /** @param request the whole of it, in bytes */
  send(request: Buffer): Promise<Answer> {
    // What is sent in one turn leaves in one packet.
    if (this.#unsent.push(request) === 1) process.nextTick(() => this.#flush());
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #flush(): void {
    const requests = this.#unsent.splice(0);
    const now = performance.now();
    const idle = this.#waiting.length === requests.length;
    if (idle && now - this.#usedAt > IDLE_MS) this.close();
    this.#usedAt = now;
    this.#socket ??= this.#connect();
    this.#socket.write(requests.length === 1 ? (requests[0] as Buffer) : Buffer.concat(requests));
  }

  #connect(): Socket {
    this.#rest = Buffer.alloc(0);
    const socket = connect(this.port, '127.0.0.1');
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    const lost = (error: Error) => {
      if (this.#socket === socket) this.#fail(error);
    };
    socket.on('error', lost);
    socket.on('close', () => lost(new Error('the server has closed the connection')));
    return socket;
  }

  #read(chunk: Buffer): void {
    this.#usedAt = performance.now();
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end === -1) break;
      const head = bytes.toString('latin1', 0, end);
      const status = Number(head.slice(9, 12));
      const start = end + 4;
      const length = bodyLength(head, status);
      if (bytes.length < start + length) break;
      const answer = new Answer(status, head, bytes.subarray(start, start + length));
      this.#waiting.shift()?.resolve(answer);
      bytes = bytes.subarray(start + length);
    }
    this.#rest = bytes;
  }

  #fail(error: Error): void {
    this.#socket = undefined;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

function bodyLength(head: string, status: number): number {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return Number(length);
  if (status === 204 || status === 304) return 0;
  throw new Error(`an answer without its length:\n${head}`);
}
