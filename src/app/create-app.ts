import type { Server } from 'node:http';
import type { INestApplication, LoggerService } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { AppErrorFilter } from './app-error.filter.js';
import { AppModule } from './app.module.js';
import { enableCors } from './cors.js';
import type { Environment } from './environment.js';
import { createFastifyAdapter } from './fastify-adapter.js';
import { AppLogger } from './logging/app-logger.js';
import { assignRequestId } from './logging/request-id.js';
import { loadSwagger, setupOpenApi } from './openapi.js';
import { setUpProviders } from './provider-setup.js';
import { applySecurityHeaders } from './security-headers.js';

/**
 * Creates the reference app. The caller starts the HTTP server with `listen()`.
 *
 * @param adapter defaults to Fastify; the module supports Express as well
 * @param logger defaults to JSON in production and readable text in development
 */
export async function createApp(
  env: Environment,
  adapter?: AbstractHttpAdapter,
  logger: LoggerService | false = new AppLogger(env),
): Promise<INestApplication> {
  const providerSetup = await setUpProviders(env);
  // Not awaited here, so that it loads while the database starts.
  const swagger = loadSwagger(env);
  const root = AppModule.register(env, providerSetup);
  const http =
    adapter ?? createFastifyAdapter((error, host) => app.get(AppErrorFilter).respond(error, host));
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
