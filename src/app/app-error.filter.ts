import {
  Catch,
  HttpException,
  Injectable,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import {
  ConfigurationError,
  databaseErrorKind,
  ErrorResponder,
  type ErrorResponse,
} from '../social-auth/index.js';

/**
 * Responds to every error that the filter of `SocialAuthModule` does not handle. Uses the same format, which is a page
 * or JSON.
 */
@Catch()
@Injectable()
export class AppErrorFilter implements ExceptionFilter {
  constructor(private readonly responder: ErrorResponder) {}

  catch(error: unknown, host: ArgumentsHost): void {
    this.respond(error, host);
  }

  /**
   * Responds to an error that the HTTP adapter raises before routing. Nest does not pass such errors to its filters.
   */
  respond(error: unknown, host: ArgumentsHost): void {
    this.responder.respond(host, toErrorResponse(error));
  }
}

/** Error codes by the status of Nest's and Fastify's own errors. */
const CODES: Readonly<Record<number, ErrorResponse['code']>> = {
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  429: 'rate_limited',
  503: 'service_unavailable',
};

/** Value of the header `Retry-After` while the database is unavailable, in seconds. */
const RETRY_AFTER_SECONDS = 5;

function toErrorResponse(error: unknown): ErrorResponse {
  if (databaseErrorKind(error) === 'unavailable') {
    return {
      status: 503,
      code: 'service_unavailable',
      reason: `the database is unavailable: ${describeError(error)}`,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    };
  }
  const status = httpStatus(error);
  if (status >= 500 && CODES[status] === undefined) {
    return { status: 500, code: 'server_error', reason: describeError(error) };
  }
  return { status, code: CODES[status] ?? 'invalid_request', reason: errorName(error) };
}

/** Returns the status of an error of Nest or Fastify, and 500 for all other errors. */
function httpStatus(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/**
 * Returns the name, code and stack frames of an error. Omits the message, because it may contain secrets. Only the
 * message of a `ConfigurationError` is included, because it contains nothing but option names and fixes.
 */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return errorName(error);
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  const { code } = error as { code?: unknown };
  const message = error instanceof ConfigurationError ? `: ${error.message}` : '';
  const name = typeof code === 'string' ? `${error.name} ${code}` : error.name;
  return [`${name}${message}`, ...frames].join('\n');
}
