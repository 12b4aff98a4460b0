/** The properties of an {@link AuthClientError} in addition to its code and message. */
export interface AuthClientErrorDetails {
  /** The HTTP status. Undefined if there was no response. */
  readonly status?: number | undefined;
  /** The code with which you find the reason in the log of the app. */
  readonly supportCode?: string | undefined;
  /** Time to wait before the request is repeated, in milliseconds. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/**
 * The error of a request to the app that has failed, or of a login that has failed.
 *
 * `code` is one of these:
 *
 * - a code of the app (docs/reference/errors.md)
 * - the OAuth error of a failed login, such as `access_denied`
 * - `network_error` if the app sent no usable response
 * - `unexpected_response` if the response lacks the expected fields
 * - `state_mismatch` or `issuer_mismatch` if the callback does not belong to a login of this tab
 *
 * @publicApi
 * @example
 * ```ts
 * if (error instanceof AuthClientError && error.code === 'access_denied') { … }
 * ```
 */
export class AuthClientError extends Error {
  readonly code: string;
  readonly status: number | undefined;
  readonly supportCode: string | undefined;
  /** Time to wait before the request is repeated, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(code: string, message: string, details: AuthClientErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'AuthClientError';
    this.code = code;
    this.status = details.status;
    this.supportCode = details.supportCode;
    this.retryAfter = details.retryAfter;
  }
}

/**
 * Returns whether the same request can succeed soon. This is true after a network failure, a rate limit or an error of
 * the server.
 */
export function isTemporary({ status }: AuthClientError): boolean {
  return status === undefined || status === 408 || status === 429 || status >= 500;
}
