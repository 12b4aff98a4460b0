import {
  Catch,
  HttpException,
  Injectable,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { ErrorResponder, type ErrorResponse } from '../social-auth/index.js';

/** Answers whatever else goes wrong in the app in the same manner: a page for people, JSON for programs. */
@Catch()
@Injectable()
export class AppErrorFilter implements ExceptionFilter {
  constructor(private readonly responder: ErrorResponder) {}

  catch(error: unknown, host: ArgumentsHost): void {
    this.answer(error, host);
  }

  /** The same for what an adapter refuses before it comes to Nest. */
  answer(error: unknown, host: ArgumentsHost): void {
    this.responder.respond(host, faultOf(error));
  }
}

/** What a status of Nest's or Fastify's own errors is called here. */
const CODES: Readonly<Record<number, ErrorResponse['code']>> = {
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  429: 'rate_limited',
  503: 'service_unavailable',
};

/** After how long a database that is away may be back, in seconds. */
const RETRY_AFTER_SECONDS = 5;

/** What the ways to the database call an unreachable one: Prisma, its adapter, PostgreSQL, the socket. */
const DATABASE_DOWN =
  /^(P10\d\d|P2024|57P0[1-3]|53300|3D000|ECONN\w+|ENOENT|ETIMEDOUT|EPIPE|DatabaseNotReachable|ConnectionClosed|SocketTimeout)$/;

function faultOf(error: unknown): ErrorResponse {
  if (errorCodes(error).some((code) => DATABASE_DOWN.test(code))) return withoutDatabase(error);
  const status = statusOf(error);
  if (status >= 500 && CODES[status] === undefined) {
    return { status: 500, code: 'server_error', reason: trace(error) };
  }
  return { status, code: CODES[status] ?? 'invalid_request', reason: nameOf(error) };
}

const withoutDatabase = (error: unknown): ErrorResponse => ({
  status: 503,
  code: 'service_unavailable',
  reason: `no database: ${trace(error)}`,
  retryAfterSeconds: RETRY_AFTER_SECONDS,
});

/** The codes of an error and of what caused it; Prisma's adapter tells the cause in `meta`. */
function errorCodes(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code, kind, originalCode, cause, meta } = error as Record<string, unknown>;
  const adapterError = (meta as Record<string, unknown> | undefined)?.['driverAdapterError'];
  const own = [code, kind, originalCode].filter((name) => typeof name === 'string');
  return [...own, ...errorCodes(cause), ...errorCodes(adapterError)];
}

/** Nest's and Fastify's own errors carry a status; anything else is our fault. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** Name, code and where it was thrown, but no message: it may quote what nobody should read in a log. */
function trace(error: unknown): string {
  if (!(error instanceof Error)) return nameOf(error);
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  const { code } = error as { code?: unknown };
  return [typeof code === 'string' ? `${error.name} ${code}` : error.name, ...frames].join('\n');
}
