/** The properties of an {@link AuthClientError} in addition to its code and message. */
export interface AuthClientErrorDetails {
  /** The HTTP status; undefined without a response. */
  readonly status?: number | undefined;
  /** The code under which the log of the app contains the reason. */
  readonly supportCode?: string | undefined;
  /** Time after which the request can be repeated, in milliseconds. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/**
 * A request to the app, or a login, has failed.
 *
 * `code` is one of the codes of the app (docs/reference/errors.md), an OAuth error of a failed login, such as
 * `access_denied`, or one of the client: `network_error` without a usable response, `state_mismatch` and
 * `issuer_mismatch` for a callback that does not belong to a login of this tab.
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
  /** Time after which the request can be repeated, in milliseconds. */
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

/** Returns whether the same request can succeed soon: network failure, rate limit, unavailable server. */
export function isTemporary({ status }: AuthClientError): boolean {
  return status === undefined || status === 408 || status === 429 || status >= 500;
}
