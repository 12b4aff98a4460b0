import type { ServerResponse } from 'node:http';

import type { EmulatorResponse } from './http.js';
import type { ResponseFault, TransportFault } from './faults.js';

const RESPONSE_FAULTS = new Set<string>([
  'delay',
  'content-type',
  'form-encoding',
  'byte-order-mark',
  'response-fields',
] satisfies ResponseFault['kind'][]);

/** Whether a fault alters the right answer instead of taking its place. */
export function isResponseFault(fault: TransportFault | ResponseFault): fault is ResponseFault {
  return RESPONSE_FAULTS.has(fault.kind);
}

/** The right answer, altered as scripted; a delay is not made here. */
export function applyResponseFault(
  answer: EmulatorResponse,
  fault: ResponseFault,
): EmulatorResponse {
  switch (fault.kind) {
    case 'content-type':
      return { ...answer, headers: { ...answer.headers, 'content-type': fault.contentType } };
    case 'form-encoding':
      return encodeAsForm(answer, fault.contentType ?? 'application/x-www-form-urlencoded');
    case 'byte-order-mark':
      return { ...answer, body: `\ufeff${answer.body}` };
    case 'response-fields':
      return { ...answer, body: alterBody(answer, fault.fields) };
    default:
      return answer;
  }
}

/** Waits, but no longer than the client does. */
export function delay(response: ServerResponse, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function encodeAsForm(answer: EmulatorResponse, contentType: string): EmulatorResponse {
  const fields = Object.entries(JSON.parse(answer.body) as object);
  const form = new URLSearchParams(fields.map(([name, value]) => [name, String(value)]));
  return {
    ...answer,
    headers: { ...answer.headers, 'content-type': contentType },
    body: form.toString(),
  };
}

function alterBody(answer: EmulatorResponse, fields: Readonly<Record<string, unknown>>): string {
  const contentType = answer.headers['content-type'] ?? '';
  if (contentType.startsWith('application/json')) {
    const value: unknown = JSON.parse(answer.body);
    const lay = (entry: unknown): object => Object.assign({}, entry, fields);
    return JSON.stringify(Array.isArray(value) ? value.map(lay) : lay(value));
  }
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return alterForm(answer.body, fields);
  }
  return answer.body;
}

function alterForm(body: string, fields: Readonly<Record<string, unknown>>): string {
  const form = new URLSearchParams(body);
  for (const [name, value] of Object.entries(fields)) {
    form.delete(name);
    if (value !== undefined) {
      form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
  }
  return form.toString();
}
