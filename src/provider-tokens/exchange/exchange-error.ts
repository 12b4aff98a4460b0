import type { GrantResponse } from '../../social-auth/index.js';

/** The errors of the token endpoint (RFC 6749 §5.2 and RFC 8693 §2.2.2). */
export type ExchangeErrorCode =
  | 'invalid_client'
  | 'invalid_request'
  | 'invalid_scope'
  | 'invalid_target'
  | 'temporarily_unavailable'
  | 'unauthorized_client';

/** Further properties of the error response or of the event. */
interface Details {
  /** The client, if it is registered. */
  readonly clientId?: string;
  /** The page on which the user grants the access. */
  readonly errorUri?: string;
  readonly retryAfterSeconds?: number | undefined;
}

const STATUS: Readonly<Partial<Record<ExchangeErrorCode, number>>> = {
  invalid_client: 401,
  temporarily_unavailable: 503,
};

/** The error of a refused exchange. The response contains its message. */
export class ExchangeError extends Error {
  constructor(
    readonly code: ExchangeErrorCode,
    description: string,
    readonly details: Details = {},
  ) {
    super(description);
    this.name = 'ExchangeError';
  }

  /** Returns the error response (RFC 6749 §5.2). */
  toResponse(): GrantResponse {
    const { errorUri, retryAfterSeconds } = this.details;
    const headers = {
      ...(this.code === 'invalid_client' && { 'WWW-Authenticate': 'Basic realm="token"' }),
      ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
    };
    const body = {
      error: this.code,
      error_description: this.message,
      ...(errorUri !== undefined && { error_uri: errorUri }),
    };
    return { status: STATUS[this.code] ?? 400, headers, body };
  }
}
