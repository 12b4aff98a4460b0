import type { Endpoint, ProviderName } from './provider.js';

/** Which calls a fault befalls. */
export interface FaultScope {
  readonly endpoint: Endpoint;
  /** Default: both providers. */
  readonly provider?: ProviderName;
  /** Only calls that concern this persona (known by login hint, choice, code or token). Default: everybody. */
  readonly persona?: string;
  /** How many matching calls pass unharmed first. Default: 0. */
  readonly skip?: number;
  /** How many calls it befalls. Default: all, until cleared. */
  readonly times?: number;
}

/** Faults in place of an answer: what a broken, hostile or overloaded server does on the wire. */
export type TransportFault =
  /** An error status with additional headers. Default of the body: `html`. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: 'html' | 'json';
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Reads the request and never answers. */
  | { readonly kind: 'no-response' }
  /** Headers, then one byte every `intervalMs` (default 100) for ever. */
  | { readonly kind: 'slow-body'; readonly intervalMs?: number }
  /** Destroys the connection: at once, after the headers, or in the middle of the body. Default: `at-once`. */
  | {
      readonly kind: 'connection-reset';
      readonly when?: 'before-headers' | 'after-headers' | 'during-body';
    }
  /** 200 and text that is no JSON, said to be JSON. */
  | { readonly kind: 'malformed-json' }
  /** 200 and nothing, said to be JSON. */
  | { readonly kind: 'empty-body' }
  /** 200 and this JSON value: `null`, `[null]`, `[]`, `42`, … */
  | { readonly kind: 'json'; readonly value: unknown }
  /** 200 and this text. Content type default: `application/json`. */
  | { readonly kind: 'text'; readonly text: string; readonly contentType?: string }
  /** 200 and a JSON string of `bytes` (default 100 MB), streamed until the client hangs up. */
  | { readonly kind: 'oversized'; readonly bytes?: number }
  /** Status default: 302. Location default: `/elsewhere` on the stand-in's own origin. */
  | {
      readonly kind: 'redirect';
      readonly status?: 301 | 302 | 303 | 307 | 308;
      readonly location?: string;
    };

/** Faults that alter the right answer. */
export type ResponseFault =
  /** The right answer, this many milliseconds late. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** The right body under this content type. */
  | { readonly kind: 'content-type'; readonly contentType: string }
  /** The JSON object as a form. Default of the content type: `application/x-www-form-urlencoded`. */
  | { readonly kind: 'form-encoding'; readonly contentType?: string }
  /** The JSON body after a UTF-8 byte order mark, which RFC 8259 §8.1 forbids. */
  | { readonly kind: 'byte-order-mark' }
  /** The right object (or each object of the right list) with these fields laid over it; `undefined` leaves one out. */
  | { readonly kind: 'response-fields'; readonly fields: Readonly<Record<string, unknown>> };

/** Faults of the redirect that ends an authorize request. */
export type CallbackFault =
  /** Whatever the person chooses, the provider says `access_denied`. */
  | { readonly kind: 'access-denied' }
  /** These parameters in place of the right ones; a list repeats one, null leaves it out. */
  | {
      readonly kind: 'callback-params';
      readonly params: Readonly<Record<string, string | readonly string[] | null>>;
    };

/** A scripted fault: which calls, and what happens to them. */
export type InjectedFault =
  | (FaultScope & (TransportFault | ResponseFault))
  | (FaultScope & CallbackFault & { readonly endpoint: 'authorize' });

/** What {@link ProviderEmulator.injectFault} scripted, for looking at and taking back. */
export interface FaultHandle {
  /** How many calls it has befallen. */
  readonly hits: number;
  /** Takes this fault back; others stay. */
  clear(): void;
}
