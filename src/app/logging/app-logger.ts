import { ConsoleLogger } from '@nestjs/common';

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

/** JSON in production, readable in development; what Nest says of itself stays out. */
export class AppLogger extends ConsoleLogger {
  constructor({ production }: { production: boolean }) {
    super({ json: production, redact: REDACTED, flattenParams: true });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (!fromNest(rest)) super.log(message, ...rest);
  }

  /** A failed start is told by `main.ts`, in a sentence and without a stack. */
  override error(message: unknown, ...rest: unknown[]): void {
    if (!fromNest(rest)) super.error(message, ...rest);
  }
}

function fromNest(rest: unknown[]): boolean {
  const context = rest.at(-1);
  return typeof context === 'string' && NEST_INTERNALS.has(context);
}
