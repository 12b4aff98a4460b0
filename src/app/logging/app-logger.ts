import { ConsoleLogger } from '@nestjs/common';
import { requestId } from './request-id.js';

/** Contexts in which Nest tells of its own doings; of no interest to who runs the app. */
const NEST_INTERNALS = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'ExceptionHandler',
]);

/** Fields that are masked wherever they stand in a logged object: what opens a door, and whom it is about. */
const REDACTED = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'clientSecret',
  'client_secret',
  'token',
  'accessToken',
  'access_token',
  'refreshToken',
  'refresh_token',
  'idToken',
  'id_token',
  'code',
  'state',
  'codeVerifier',
  'code_verifier',
  'email',
];

/** JSON in production, readable in development, with the request's id; what Nest says of itself stays out. */
export class AppLogger extends ConsoleLogger {
  constructor({ production }: { production: boolean }) {
    super({ json: production, redact: REDACTED });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (!fromNest(rest)) super.log(message, ...rest);
  }

  /** A failed start is told by `main.ts`, in a sentence and without a stack. */
  override error(message: unknown, ...rest: unknown[]): void {
    if (!fromNest(rest)) super.error(message, ...rest);
  }

  protected override getJsonLogObject(
    ...record: Parameters<ConsoleLogger['getJsonLogObject']>
  ): ReturnType<ConsoleLogger['getJsonLogObject']> {
    const id = requestId();
    return { ...super.getJsonLogObject(...record), ...(id !== undefined && { requestId: id }) };
  }

  protected override formatContext(context: string): string {
    const id = requestId();
    return id === undefined
      ? super.formatContext(context)
      : super.formatContext(`${context} ${id}`);
  }
}

function fromNest(rest: unknown[]): boolean {
  const context = rest.at(-1);
  return typeof context === 'string' && NEST_INTERNALS.has(context);
}
