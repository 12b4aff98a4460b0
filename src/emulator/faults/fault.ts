import type { IdTokenForgery } from '../openid/id-token.js';
import type { Endpoint, ProviderName } from '../provider.js';

/** The requests that a fault applies to. */
export interface FaultScope {
  readonly endpoint: Endpoint;
  /** Default: both providers. */
  readonly provider?: ProviderName;
  /**
   * The id of a persona. The fault applies only to requests of this persona. The login hint, the choice on the account
   * chooser, the code or the access token of a request identifies its persona. Default: all personas.
   */
  readonly persona?: string;
  /** The number of matching requests to skip before the fault applies. Default: 0. */
  readonly skip?: number;
  /** The number of requests that the fault applies to. Default: unlimited. */
  readonly times?: number;
}

/** A fault that replaces the response, to simulate a broken, hostile or overloaded server. */
export type TransportFault =
  /** Responds with this status and these additional headers. Default of `body`: `html`. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: 'html' | 'json';
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Reads the request and never responds. */
  | { readonly kind: 'no-response' }
  /** Sends the headers, then one byte every `intervalMs` milliseconds (default: 100) without end. */
  | { readonly kind: 'slow-body'; readonly intervalMs?: number }
  /**
   * Ends the connection early. Resets it before the headers (default), or closes it after the headers or during the
   * body.
   */
  | {
      readonly kind: 'connection-reset';
      readonly when?: 'before-headers' | 'after-headers' | 'during-body';
    }
  /** Responds 200 with invalid JSON as `application/json`. */
  | { readonly kind: 'malformed-json' }
  /** Responds 200 with an empty body as `application/json`. */
  | { readonly kind: 'empty-body' }
  /** Responds 200 with this JSON value, for example `null`, `[]` or `42`. */
  | { readonly kind: 'json'; readonly value: unknown }
  /** Responds 200 with this text. Default of `contentType`: `application/json`. */
  | { readonly kind: 'text'; readonly text: string; readonly contentType?: string }
  /** Responds 200 with a JSON string of `bytes` bytes (default: 100 MB) until the client disconnects. */
  | { readonly kind: 'oversized'; readonly bytes?: number }
  /** Redirects with this status (default: 302) to `location` (default: `/redirect-target` on the emulator). */
  | {
      readonly kind: 'redirect';
      readonly status?: 301 | 302 | 303 | 307 | 308;
      readonly location?: string;
    };

/** A fault that changes the correct response. */
export type ResponseFault =
  /** Delays the response by this many milliseconds. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /**
   * Handles the request, for example by rotating a refresh token, and then resets the connection instead of responding.
   */
  | { readonly kind: 'lost-response' }
  /** Replaces the content type. */
  | { readonly kind: 'content-type'; readonly contentType: string }
  /** Sends the fields of the JSON object as a form. Default of `contentType`: `application/x-www-form-urlencoded`. */
  | { readonly kind: 'form-encoding'; readonly contentType?: string }
  /** Sends a byte order mark before the JSON, which RFC 8259 §8.1 forbids. */
  | { readonly kind: 'byte-order-mark' }
  /** Replaces fields of the response object, or of each object in a list. `undefined` removes a field. */
  | { readonly kind: 'response-fields'; readonly fields: Readonly<Record<string, unknown>> };

/** A fault in the redirect from the authorization endpoint to the application. */
export type CallbackFault =
  /** Redirects with `access_denied`, even if the persona approved the request. */
  | { readonly kind: 'access-denied' }
  /** Replaces callback parameters. A list repeats a parameter. `null` removes a parameter. */
  | {
      readonly kind: 'callback-params';
      readonly params: Readonly<Record<string, string | readonly string[] | null>>;
    };

/** A fault in the id_token of Google's token response. */
export type IdTokenFault = { readonly kind: 'id-token' } & IdTokenForgery;

/**
 * A fault and the requests that it applies to.
 *
 * @example
 * ```ts
 * const fault: InjectedFault = { endpoint: 'token', provider: 'google', kind: 'no-response', times: 1 };
 * ```
 */
export type InjectedFault =
  | (FaultScope & (TransportFault | ResponseFault))
  | (FaultScope & CallbackFault & { readonly endpoint: 'authorize' })
  | (FaultScope & IdTokenFault & { readonly endpoint: 'token' | 'refresh' });

/** An injected fault, as returned by `ProviderEmulator.injectFault()`. */
export interface FaultHandle {
  /** The number of requests that the fault has been applied to. */
  readonly hits: number;
  /** Removes this fault. Other faults remain. */
  clear(): void;
}
