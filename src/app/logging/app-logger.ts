import { ConsoleLogger } from '@nestjs/common';

/** Log contexts of Nest's own startup messages. */
const NEST_CONTEXTS = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'ExceptionHandler',
]);

/** Fields with credentials or email addresses. They are redacted at any depth of a logged object. */
const REDACTED_FIELDS = [
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

/** Logs JSON in production and readable text in development. Omits the startup messages of Nest. */
export class AppLogger extends ConsoleLogger {
  constructor({ production }: { production: boolean }) {
    super({ json: production, redact: REDACTED_FIELDS, flattenParams: true });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (!isFromNest(rest)) super.log(message, ...rest);
  }

  /** Omits Nest's message about a failed start, because `runCli` prints the error, without its stack trace. */
  override error(message: unknown, ...rest: unknown[]): void {
    if (!isFromNest(rest)) super.error(message, ...rest);
  }
}

function isFromNest(rest: unknown[]): boolean {
  const context = rest.at(-1);
  return typeof context === 'string' && NEST_CONTEXTS.has(context);
}
