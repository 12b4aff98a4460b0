import type { Server } from 'node:http';
import type { INestApplication, LoggerService } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { AppErrorFilter } from './app-error.filter.js';
import { AppModule } from './app.module.js';
import { createFastifyAdapter } from './fastify-adapter.js';
import { enableCors } from './cors.js';
import { setUpProviders } from './provider-setup.js';
import type { Environment } from './environment.js';
import { AppLogger } from './logging/app-logger.js';
import { assignRequestId } from './logging/request-id.js';
import { loadSwagger, setupOpenApi } from './openapi.js';
import { applySecurityHeaders } from './security-headers.js';

/**
 * Builds the reference app; it listens to nothing yet.
 *
 * @param adapter Fastify unless told otherwise; the module runs on Express as well
 * @param logger default: JSON in production, readable in development
 */
export async function createApp(
  env: Environment,
  adapter?: AbstractHttpAdapter,
  logger: LoggerService | false = new AppLogger(env),
): Promise<INestApplication> {
  const login = await setUpProviders(env);
  // Beside the start of the database, which waits more than it works.
  const swagger = loadSwagger(env);
  const root = AppModule.register(env, login);
  const http =
    adapter ?? createFastifyAdapter((error, host) => app.get(AppErrorFilter).answer(error, host));
  const app: INestApplication = await NestFactory.create(root, http, {
    logger,
    abortOnError: false,
  });
  applySecurityHeaders(app, env);
  enableCors(app, env);
  const server = app.getHttpServer() as Server;
  server.prependListener('request', assignRequestId);
  setupOpenApi(app, env, await swagger);
  return app;
}
