import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';

/** The libraries of WebSocket gateways. */
export type SocketLibrary = 'socket.io' | 'ws';

/** What a client sends when it connects. */
export interface ConnectOptions {
  headers?: Record<string, string>;
  /** A token as browsers send it, which cannot set headers. */
  token?: string;
}

/** A message of the server. */
export interface ServerMessage {
  event: string;
  data: Record<string, unknown>;
}

/** A connected client. */
export interface TestSocket {
  /** Sends a message. Resolves with the next message of the server. */
  send(event: string, data?: unknown): Promise<ServerMessage>;
  /** Resolves with the reason when the server has closed the connection. */
  readonly closed: Promise<string>;
  close(): void;
}

/** A handshake that the server has refused. */
export interface Refusal {
  /** The response in JSON. */
  refused: Record<string, unknown>;
}

/** Opens a WebSocket. */
export function connect(
  library: SocketLibrary,
  address: string,
  options: ConnectOptions,
): Promise<TestSocket | Refusal> {
  return library === 'ws' ? connectWs(address, options) : connectSocketIo(address, options);
}

function connectSocketIo(
  address: string,
  { headers = {}, token }: ConnectOptions,
): Promise<TestSocket | Refusal> {
  const socket = io(address, {
    extraHeaders: headers,
    ...(token !== undefined && { auth: { token } }),
    forceNew: true,
    reconnection: false,
  });
  const closed = new Promise<string>((resolve) => socket.on('disconnect', resolve));
  const send = (event: string, data: unknown = {}) => {
    const answer = new Promise<ServerMessage>((resolve) => {
      socket.onAny((name: string, payload: Record<string, unknown>) =>
        resolve({ event: name, data: payload }),
      );
    });
    socket.emit(event, data);
    return answer.finally(() => socket.offAny());
  };
  return new Promise((resolve) => {
    socket.on('connect', () => resolve({ send, closed, close: () => socket.close() }));
    socket.on('connect_error', (error) => {
      const { message, data } = error as Error & { data?: Record<string, unknown> };
      resolve({ refused: { ...data, message } });
    });
  });
}

function connectWs(
  address: string,
  { headers = {}, token }: ConnectOptions,
): Promise<TestSocket | Refusal> {
  const protocols = token === undefined ? [] : ['bearer', token];
  const socket = new WebSocket(address.replace('http', 'ws'), protocols, { headers });
  const closed = new Promise<string>((resolve) => {
    socket.on('close', (status, reason) => resolve(`${status} ${reason.toString()}`));
  });
  const send = async (event: string, data: unknown = {}) => {
    socket.send(JSON.stringify({ event, data }));
    const [message] = (await once(socket, 'message')) as [Buffer];
    return JSON.parse(message.toString()) as ServerMessage;
  };
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve({ send, closed, close: () => socket.close() }));
    socket.on('error', reject);
    socket.on('unexpected-response', (_, response) => void refusalOf(response).then(resolve));
  });
}

async function refusalOf(response: IncomingMessage): Promise<Refusal> {
  const body = await text(response);
  const isJson = response.headers['content-type'] === 'application/json';
  return { refused: { ...(isJson && (JSON.parse(body) as object)), status: response.statusCode } };
}
