/** A provider is unreachable, or returned an error or an invalid response. */
export class ProviderHttpError extends Error {
  override readonly name = 'ProviderHttpError';

  /** @param message without text from the response, because it is logged */
  constructor(
    message: string,
    readonly details: ProviderHttpErrorDetails = {},
  ) {
    const { oauthErrorCode, retryAfterSeconds, cause } = details;
    const code = oauthErrorCode === undefined ? '' : `: ${oauthErrorCode}`;
    const retry = retryAfterSeconds === undefined ? '' : `. Retry after ${retryAfterSeconds} s`;
    super(`${message}${code}${retry}`, { cause });
  }
}

/** The properties of a {@link ProviderHttpError}. */
export interface ProviderHttpErrorDetails {
  /** The status of the response. */
  readonly status?: number;
  /** The `error` of the response (RFC 6749 §5.2). */
  readonly oauthErrorCode?: string | undefined;
  /** Whether the provider does not permit the request. Repeating it has no effect. */
  readonly isForbidden?: boolean;
  /** Time after which the provider accepts requests again, in seconds. */
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}
