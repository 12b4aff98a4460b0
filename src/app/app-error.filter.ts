import {
  Catch,
  HttpException,
  Injectable,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { ErrorResponder, type Fault } from '../social-auth/index.js';

/** Answers whatever else goes wrong in the app in the same manner: a page for people, JSON for programs. */
@Catch()
@Injectable()
export class AppErrorFilter implements ExceptionFilter {
  constructor(private readonly responder: ErrorResponder) {}

  catch(error: unknown, host: ArgumentsHost): void {
    this.responder.respond(host, faultOf(error));
  }
}

function faultOf(error: unknown): Fault {
  const status = statusOf(error);
  if (status === 404) return { status, code: 'not_found', reason: 'no such route' };
  if (status === 429) return { status, code: 'rate_limited', reason: 'too many requests' };
  if (status < 500) return { status, code: 'invalid_request', reason: nameOf(error) };
  return { status, code: 'server_error', reason: trace(error) };
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
