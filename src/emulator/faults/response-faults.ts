import type { EmulatorResponse } from '../server/http.js';
import type { ResponseFault, TransportFault } from './fault.js';

const RESPONSE_FAULTS = new Set<string>([
  'delay',
  'lost-response',
  'content-type',
  'form-encoding',
  'byte-order-mark',
  'response-fields',
] satisfies ResponseFault['kind'][]);

/** Returns whether a fault changes the correct response instead of replacing it. */
export function isResponseFault(fault: TransportFault | ResponseFault): fault is ResponseFault {
  return RESPONSE_FAULTS.has(fault.kind);
}

/** Returns the response with the fault applied. `delay` and `lost-response` leave the response unchanged. */
export function applyResponseFault(
  response: EmulatorResponse,
  fault: ResponseFault,
): EmulatorResponse {
  switch (fault.kind) {
    case 'content-type':
      return { ...response, headers: { ...response.headers, 'content-type': fault.contentType } };
    case 'form-encoding':
      return encodeAsForm(response, fault.contentType ?? 'application/x-www-form-urlencoded');
    case 'byte-order-mark':
      return { ...response, body: `\ufeff${response.body}` };
    case 'response-fields':
      return { ...response, body: replaceFields(response, fault.fields) };
    default:
      return response;
  }
}

function encodeAsForm(response: EmulatorResponse, contentType: string): EmulatorResponse {
  const fields = Object.entries(JSON.parse(response.body) as object);
  const form = new URLSearchParams(fields.map(([name, value]) => [name, String(value)]));
  return {
    ...response,
    headers: { ...response.headers, 'content-type': contentType },
    body: form.toString(),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function replaceFields({ headers, body }: EmulatorResponse, fields: Fields): string {
  const contentType = headers['content-type'] ?? '';
  if (contentType.startsWith('application/json')) {
    return replaceJsonFields(body, fields);
  }
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return replaceFormFields(body, fields);
  }
  return body;
}

function replaceJsonFields(body: string, fields: Fields): string {
  const value: unknown = JSON.parse(body);
  const replace = (entry: unknown): object => Object.assign({}, entry, fields);
  return JSON.stringify(Array.isArray(value) ? value.map(replace) : replace(value));
}

function replaceFormFields(body: string, fields: Fields): string {
  const form = new URLSearchParams(body);
  for (const [name, value] of Object.entries(fields)) {
    form.delete(name);
    if (value !== undefined) {
      form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
  }
  return form.toString();
}
