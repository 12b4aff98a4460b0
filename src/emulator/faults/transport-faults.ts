import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import {
  jsonResponse,
  redirectResponse,
  sendResponse,
  type EmulatorResponse,
} from '../server/http.js';
import type { TransportFault } from './fault.js';

const DEFAULT_INTERVAL_MS = 100;
const DEFAULT_OVERSIZED_BYTES = 100_000_000;
const CHUNK = Buffer.alloc(64 * 1024, 'a');
const JSON_HEADERS = { 'content-type': 'application/json' };
const HTML_ERROR = '<!doctype html><title>Error</title><h1>Service unavailable</h1>';

/**
 * Applies a fault in place of the response. Timers and streams end when the client disconnects.
 *
 * @param origin - the origin of the emulator, for the default target of redirects
 */
export function applyTransportFault(
  fault: TransportFault,
  response: ServerResponse,
  origin: string,
): void {
  switch (fault.kind) {
    case 'no-response':
      return;
    case 'slow-body':
      sendSlowBody(response, fault.intervalMs ?? DEFAULT_INTERVAL_MS);
      return;
    case 'connection-reset':
      resetConnection(response, fault.when ?? 'before-headers');
      return;
    case 'oversized':
      sendOversizedBody(response, fault.bytes ?? DEFAULT_OVERSIZED_BYTES);
      return;
    default:
      sendResponse(response, faultyResponse(fault, origin));
  }
}

type CompleteResponseFault = Exclude<
  TransportFault,
  { kind: 'no-response' | 'slow-body' | 'connection-reset' | 'oversized' }
>;

function faultyResponse(fault: CompleteResponseFault, origin: string): EmulatorResponse {
  switch (fault.kind) {
    case 'status':
      return errorResponse(fault);
    case 'malformed-json':
      return textResponse(200, '{"access_token": "trunc\u0000');
    case 'empty-body':
      return textResponse(200, '');
    case 'json':
      return jsonResponse(200, fault.value);
    case 'text':
      return textResponse(200, fault.text, fault.contentType);
    default:
      return redirectResponse(fault.status ?? 302, fault.location ?? `${origin}/redirect-target`);
  }
}

function errorResponse({
  status,
  body,
  headers,
}: Extract<TransportFault, { kind: 'status' }>): EmulatorResponse {
  const response =
    body === 'json'
      ? jsonResponse(status, { error: 'server_error', error_description: 'Injected fault.' })
      : textResponse(status, HTML_ERROR, 'text/html; charset=utf-8');
  return { ...response, headers: { ...response.headers, ...headers } };
}

function textResponse(
  status: number,
  body: string,
  contentType = 'application/json',
): EmulatorResponse {
  return { status, headers: { 'content-type': contentType }, body };
}

function sendSlowBody(response: ServerResponse, intervalMs: number): void {
  response.writeHead(200, JSON_HEADERS);
  response.write('{');
  const timer = setInterval(() => response.write(' '), intervalMs);
  response.once('close', () => clearInterval(timer));
}

function resetConnection(
  response: ServerResponse,
  when: 'before-headers' | 'after-headers' | 'during-body',
): void {
  if (when === 'before-headers') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(200, { ...JSON_HEADERS, 'content-length': '1000' });
  response.flushHeaders();
  if (when === 'during-body') {
    response.write('{"access_token":"');
  }
  // Unlike a reset, closing the socket delivers the bytes that are already written.
  response.socket?.destroySoon();
}

function sendOversizedBody(response: ServerResponse, bytes: number): void {
  response.writeHead(200, JSON_HEADERS);
  const source = Readable.from(oversizedJson(bytes), { objectMode: false });
  response.once('close', () => source.destroy());
  source.pipe(response);
}

// All responses share one chunk, so that many of them at once need little memory.
function* oversizedJson(bytes: number): Generator<Buffer> {
  yield Buffer.from('{"padding":"');
  for (let remaining = bytes; remaining > 0; remaining -= CHUNK.length) {
    yield remaining < CHUNK.length ? CHUNK.subarray(0, remaining) : CHUNK;
  }
  yield Buffer.from('"}');
}
