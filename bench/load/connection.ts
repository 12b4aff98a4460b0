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

/**
 * One HTTP/1.1 connection that is kept; requests may be sent before earlier ones are answered.
 *
 * It does as little as it can, because a load generator that is slower than the server measures itself:
 * node's own client needs more processor time for a request than the quickest routes here.
 */
export class Connection {
  readonly #waiting: Waiting[] = [];
  readonly #unsent: Buffer[] = [];
  #rest: Buffer = Buffer.alloc(0);

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server has closed the connection')));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
    });
  }

  static async openAll(port: number, count: number): Promise<Connection[]> {
    return Promise.all(Array.from({ length: count }, () => Connection.open(port)));
  }

  /** @param request the whole of it, in bytes */
  send(request: Buffer): Promise<Answer> {
    if (this.socket.destroyed) return Promise.reject(new Error('the connection is closed'));
    // What is sent in one turn leaves in one packet.
    if (this.#unsent.push(request) === 1) process.nextTick(() => this.#flush());
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  close(): void {
    this.socket.destroy();
  }

  #flush(): void {
    const [first] = this.#unsent;
    if (first === undefined) return;
    this.socket.write(this.#unsent.length === 1 ? first : Buffer.concat(this.#unsent));
    this.#unsent.length = 0;
  }

  #read(chunk: Buffer): void {
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
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

function bodyLength(head: string, status: number): number {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return Number(length);
  if (status === 204 || status === 304) return 0;
  throw new Error(`an answer without its length:\n${head}`);
}
