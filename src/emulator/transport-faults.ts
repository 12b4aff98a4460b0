import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

import { json, redirect, sendResponse, type EmulatorResponse } from './http.js';
import type { TransportFault } from './faults.js';

const DEFAULT_FLOOD_BYTES = 100_000_000;
const FLOOD_CHUNK = Buffer.alloc(64 * 1024, 'a');
const HTML_ERROR = '<!doctype html><title>Error</title><h1>That’s an error.</h1>';

/** Plays a fault in place of the answer; whatever it starts ends when the client hangs up. */
export function applyTransportFault(
  fault: TransportFault,
  response: ServerResponse,
  origin: string,
): void {
  switch (fault.kind) {
    case 'no-response':
      return;
    case 'slow-body':
      drip(response, fault.intervalMs ?? 100);
      return;
    case 'connection-reset':
      cut(response, fault.when ?? 'before-headers');
      return;
    case 'oversized':
      flood(response, fault.bytes ?? DEFAULT_FLOOD_BYTES);
      return;
    default:
      sendResponse(response, brokenAnswer(fault, origin));
  }
}

type Spoken = Exclude<
  TransportFault,
  { kind: 'no-response' | 'slow-body' | 'connection-reset' | 'oversized' }
>;

function brokenAnswer(fault: Spoken, origin: string): EmulatorResponse {
  switch (fault.kind) {
    case 'status':
      return errorStatus(fault);
    case 'malformed-json':
      return text(200, '{"access_token": "cut sh\u0000', 'application/json');
    case 'empty-body':
      return text(200, '', 'application/json');
    case 'json':
      return json(200, fault.value);
    case 'text':
      return text(200, fault.text, fault.contentType ?? 'application/json');
    default:
      return redirect(fault.status ?? 302, fault.location ?? `${origin}/elsewhere`);
  }
}

function errorStatus({
  status,
  body,
  headers,
}: Extract<TransportFault, { kind: 'status' }>): EmulatorResponse {
  const response =
    body === 'json'
      ? json(status, { error: 'server_error', error_description: 'Scripted fault.' })
      : text(status, HTML_ERROR, 'text/html; charset=utf-8');
  return { ...response, headers: { ...response.headers, ...headers } };
}

function text(status: number, body: string, contentType: string): EmulatorResponse {
  return { status, headers: { 'content-type': contentType }, body };
}

function drip(response: ServerResponse, intervalMs: number): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{');
  const timer = setInterval(() => response.write(' '), intervalMs);
  response.once('close', () => clearInterval(timer));
}

function cut(
  response: ServerResponse,
  when: 'before-headers' | 'after-headers' | 'during-body',
): void {
  if (when === 'before-headers') {
    response.destroy();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.flushHeaders();
  if (when === 'during-body') {
    response.write('{"access_token":"');
  }
  response.socket?.destroySoon();
}

function flood(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const source = Readable.from(floodChunks(bytes), { objectMode: false });
  response.once('close', () => source.destroy());
  source.pipe(response);
}

// One shared chunk: two hundred floods at once hold no more memory than one.
function* floodChunks(bytes: number): Generator<Buffer> {
  yield Buffer.from('{"padding":"');
  for (let left = bytes; left > 0; left -= FLOOD_CHUNK.length) {
    yield left < FLOOD_CHUNK.length ? FLOOD_CHUNK.subarray(0, left) : FLOOD_CHUNK;
  }
  yield Buffer.from('"}');
}
