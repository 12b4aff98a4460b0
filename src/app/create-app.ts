import { ConsoleLogger, type INestApplication, type LoggerService } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { createFastifyAdapter } from './fastify-adapter.js';
import { configureLogin } from './login-configuration.js';
import type { Environment } from './environment.js';
import { setupOpenApi } from './openapi.js';

/** Contexts in which Nest tells of its own doings; of no interest to who runs the app. */
const NEST_INTERNALS = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'ExceptionHandler',
]);

/** JSON in production, readable in development; what Nest says of itself stays out. */
class AppLogger extends ConsoleLogger {
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

/**
 * Builds the reference app; it listens to nothing yet.
 *
 * @param adapter Fastify unless told otherwise; the module runs on Express as well
 * @param logger default: JSON in production, readable in development
 */
export async function createApp(
  env: Environment,
  adapter: AbstractHttpAdapter = createFastifyAdapter(),
  logger: LoggerService | false = new AppLogger({ json: env.production }),
): Promise<INestApplication> {
  const login = await configureLogin(env);
  const root = AppModule.register(env, login);
  const app = await NestFactory.create(root, adapter, { logger, abortOnError: false });
  await setupOpenApi(app, env);
  return app;
}
