import type { INestApplication } from '@nestjs/common';
import type { Environment } from './environment.js';

/** How long browsers cache a preflight response, in seconds. */
const PREFLIGHT_MAX_AGE_SECONDS = 600;

/**
 * Allows the origins in CORS_ORIGINS to call the API (Fetch Standard §3.2).
 *
 * Credentials are off, so browsers send no cookies. These clients send their own access token as
 * `Authorization: Bearer`.
 */
export function enableCors(app: INestApplication, { CORS_ORIGINS }: Environment): void {
  if (CORS_ORIGINS.length === 0) return;
  app.enableCors({
    origin: CORS_ORIGINS,
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type'],
    exposedHeaders: ['WWW-Authenticate', 'Retry-After'],
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
    // @fastify/cors would reject incomplete preflights with its own error format.
    strictPreflight: false,
  });
}
